// The compiled modules of the package `pyloom`, so that one interpreter alone compiles each. For
// five of them that is 20 ms each where Python may write no __pycache__: PYTHONDONTWRITEBYTECODE is
// usual in containers, whose packages often cannot be written to either.
//
// Threads: any; the mutex is not held while Python runs. For good, as the modules are.
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "convert/text_of.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/interpreter_of.h"

namespace pyloom {

namespace {

using Code = std::shared_ptr<const std::string>;

struct KeptCode {
  std::mutex mutex;
  std::unordered_map<std::string, Code> by_module;

  static KeptCode& Get() {
    static auto* const kept = new KeptCode();  // leaked: lanes outlive statics
    return *kept;
  }
};

// kept_code(module) -> what marshal.loads makes code of; None: nobody has compiled it yet
PyObject* Kept(PyObject*, PyObject* module) {
  const std::string name = TextOfString(module);
  Code code;
  {
    KeptCode& kept = KeptCode::Get();
    std::lock_guard lock(kept.mutex);
    const auto found = kept.by_module.find(name);
    if (found == kept.by_module.end()) return None();
    code = found->second;
  }
  return py.PyBytes_FromStringAndSize(code->data(), static_cast<Py_ssize_t>(code->size()));
}

// keep_code(module, code): that of marshal.dumps
PyObject* Keep(PyObject*, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  char* bytes = nullptr;
  Py_ssize_t size = 0;
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "keep_code(module, code)");
    return nullptr;
  }
  if (py.PyBytes_AsStringAndSize(arguments[1], &bytes, &size) != 0) return nullptr;
  auto code = std::make_shared<const std::string>(bytes, static_cast<size_t>(size));
  const std::string name = TextOfString(arguments[0]);
  KeptCode& kept = KeptCode::Get();
  std::lock_guard lock(kept.mutex);
  kept.by_module.emplace(name, std::move(code));
  return None();
}

}  // namespace

std::span<PyMethodDef> KeptCodeFunctions() {
  static PyMethodDef functions[] = {
      {"kept_code", Plain<Kept>(), kMethO, "kept_code(module)"},
      {"keep_code", Fast<Keep>(), kMethFastcall | kMethKeywords, "keep_code(module, code)"},
  };
  return functions;
}

}  // namespace pyloom
