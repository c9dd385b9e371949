#include "runtime/interpreter.h"

#include <utility>
#include <vector>

#include "convert/text_of.h"
#include "convert/view_type.h"
#include "python/start_environment.h"
#include "python/type_of.h"
#include "runtime/interrupter.h"
#include "runtime/keeper.h"
#include "runtime/runtime.h"
#include "runtime/thread_pool.h"

#ifndef _WIN32
#include <dlfcn.h>
#endif

namespace pyloom {

namespace {

// Run before `site`, which imports the first extension modules: those bind to the libraries that
// they were built with, not to the OpenSSL, zlib and others that the node executable exports under
// the same names.
bool IsolateExtensionModules() {
#ifdef RTLD_DEEPBIND
  PyObject* set_flags = py.PySys_GetObject("setdlopenflags");
  if (set_flags == nullptr) return true;
  PyOwned arguments(py.PyTuple_New(1));
  if (!arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(RTLD_NOW | RTLD_DEEPBIND));
  return static_cast<bool>(PyOwned(py.PyObject_CallObject(set_flags, arguments.get())));
#else
  return true;
#endif
}

// The values of a struct sequence by name, in their order, those included that are attributes and
// no items (`sys.flags.gil`).
std::vector<std::pair<std::string, PyOwned>> FieldsOf(PyObject* sequence, PyObject* type) {
  std::vector<std::pair<std::string, PyOwned>> fields;
  PyOwned attributes(py.PyObject_GetAttrString(type, "__dict__"));
  PyOwned names(attributes ? py.PyObject_GetIter(attributes.get()) : nullptr);
  if (!names) return fields;
  while (PyOwned name{py.PyIter_Next(names.get())}) {
    PyOwned descriptor(py.PyObject_GetAttr(type, name.get()));
    if (!descriptor) break;
    if (QualifiedTypeName(TypeOf(descriptor.get())) != "member_descriptor") continue;
    Py_ssize_t length = 0;
    const char* text = py.PyUnicode_AsUTF8AndSize(name.get(), &length);
    PyOwned value(py.PyObject_GetAttr(sequence, name.get()));
    if (text == nullptr || !value) break;
    fields.emplace_back(std::string(text, length), std::move(value));
  }
  return fields;
}

// The interpreter was started without site, so that the flags above could come first.
// `sys.flags.no_site` must not stay set: it keeps site from running, and subprocess and
// multiprocessing hand it on to children as `-S`.
bool ClearNoSiteFlag() {
  PyObject* flags = py.PySys_GetObject("flags");
  if (flags == nullptr) return true;
  PyOwned type(py.PyObject_Type(flags));
  PyOwned copy(py.PyStructSequence_New(type.get()));
  if (!copy) return false;
  Py_ssize_t i = 0;
  for (auto& [name, value] : FieldsOf(flags, type.get())) {
    if (name == "no_site") value.Reset(py.PyLong_FromLongLong(0));
    py.PyStructSequence_SetItem(copy.get(), i++, value.Release());
  }
  return py.PyErr_Occurred() == nullptr && py.PySys_SetObject("flags", copy.get()) == 0;
}

// Null, with an exception, also where one of the arguments is.
template <size_t kCount>
PyOwned CallBuiltin(const char* name, PyOwned (&&arguments)[kCount]) {
  PyOwned builtins(py.PyImport_ImportModule("builtins"));
  PyOwned function(builtins ? py.PyObject_GetAttrString(builtins.get(), name) : nullptr);
  PyOwned tuple(function ? py.PyTuple_New(kCount) : nullptr);
  if (!tuple) return PyOwned();
  for (size_t i = 0; i < kCount; ++i) {
    if (!arguments[i]) return PyOwned();
    py.PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), arguments[i].Release());
  }
  return PyOwned(py.PyObject_CallObject(function.get(), tuple.get()));
}

// A file whose frames are in no traceback, and which nothing interrupts.
constexpr char kAsPythonsOwn[] = "<frozen importlib._bootstrap>";

// Imports the package `pyloom` from its folder, without a trace in sys.path. Its modules are
// compiled by the first interpreter that loads them.
bool ImportPackage(const std::string& folder) {
  static const char kImport[] = R"(
def _import_pyloom(folder):
    import marshal, sys
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import FileFinder, PathFinder, SourceFileLoader, _path_join
    from _pyloom_core import keep_code, kept_code
    class Loader(SourceFileLoader):
        def get_code(self, name):
            kept = kept_code(name)
            if kept is not None:
                return marshal.loads(kept)
            code = super().get_code(name)
            keep_code(name, marshal.dumps(code))
            return code
    for each in folder, _path_join(folder, 'pyloom'):
        sys.path_importer_cache[each] = FileFinder(each, (Loader, ['.py']))
    spec = PathFinder.find_spec('pyloom', [folder])
    if spec is None:
        raise ImportError('the package pyloom is not in ' + folder)
    module = module_from_spec(spec)
    sys.modules['pyloom'] = module
    spec.loader.exec_module(module)
)";
  // Run in a module of its own, so that nothing is left in __main__.
  PyOwned names(py.PyDict_New());
  PyOwned code = CallBuiltin("compile", {PyOwned(py.PyUnicode_FromString(kImport)),
                                         PyOwned(py.PyUnicode_FromString(kAsPythonsOwn)),
                                         PyOwned(py.PyUnicode_FromString("exec"))});
  if (!CallBuiltin("exec", {std::move(code), PyOwned::FromBorrowed(names.get())})) return false;
  PyObject* function = py.PyDict_GetItemString(names.get(), "_import_pyloom");
  PyOwned folder_argument(py.PyTuple_New(1));
  py.PyTuple_SetItem(folder_argument.get(), 0,
                     py.PyUnicode_DecodeUTF8(folder.data(), static_cast<Py_ssize_t>(folder.size()),
                                             "surrogateescape"));
  return static_cast<bool>(PyOwned(py.PyObject_CallObject(function, folder_argument.get())));
}

}  // namespace

Interpreter::Interpreter(uint32_t id, ThreadPool& pool)
    : ObjectSpace(id),
      pool(pool),
      runtime(pool.runtime),
      interrupter(std::make_unique<Interrupter>(this)),
      keeper(std::make_unique<Keeper>(this)) {}
Interpreter::~Interpreter() = default;

void Interpreter::Nudge() noexcept { runtime.Nudge(this); }

bool Interpreter::Boot(const std::string& python_folder, bool isolate_libraries, Install install,
                       std::string* error) {
  auto attribute = [](const char* module, const char* name) -> PyObject* {
    PyOwned owner(py.PyImport_ImportModule(module));
    return owner ? py.PyObject_GetAttrString(owner.get(), name) : nullptr;
  };
  const bool ready =
      (!isolate_libraries || IsolateExtensionModules()) && ClearNoSiteFlag() &&
      UseStartEnvironment() &&
      // Runs by being imported.
      PyOwned(py.PyImport_ImportModule("site")) &&
      // `threading` takes the thread that first imports it for the main thread: this one, which
      // stays, rather than the first lane that happens to.
      PyOwned(py.PyImport_ImportModule("threading")) &&
      (glue.request_variable = py.PyContextVar_New("pyloom_request", nullptr)) != nullptr &&
      (glue.view_type = MakeViewType()) != nullptr && install(this) &&
      ImportPackage(python_folder) &&
      (glue.resolve = attribute("pyloom._resolve", "resolve")) != nullptr &&
      (glue.needs_home = attribute("pyloom._errors", "NeedsHome")) != nullptr &&
      (glue.needs_loop = attribute("pyloom._errors", "NeedsLoop")) != nullptr &&
      (glue.interrupted = attribute("pyloom._errors", "Interrupted")) != nullptr &&
      (glue.js_error = attribute("pyloom._errors", "JSError")) != nullptr &&
      (glue.unknown_function = attribute("pyloom._errors", "UnknownFunctionError")) != nullptr &&
      (glue.state_full = attribute("pyloom._errors", "StateFullError")) != nullptr &&
      (glue.conversion_error = attribute("pyloom._errors", "ConversionError")) != nullptr &&
      (glue.unsent_item = attribute("pyloom._errors", "UnsentItem")) != nullptr &&
      (glue.failed_step = attribute("pyloom._errors", "FailedStep")) != nullptr;
  if (!ready) *error = TakeErrorText();
  return ready;
}

}  // namespace pyloom
