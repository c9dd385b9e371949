#include <string>

#include "convert/view_type.h"
#include "link/shared_block.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/interpreter_of.h"
#include "runtime/interpreter.h"

namespace pyloom {

namespace {

// make_shared(bytes) -> a memoryview of so many, of which there is at least one
PyObject* MakeShared(PyObject* self, PyObject* size) {
  int overflow = 0;
  const long long bytes = py.PyLong_AsLongLongAndOverflow(size, &overflow);
  if (py.PyErr_Occurred() != nullptr) return nullptr;
  if (overflow != 0 || bytes <= 0) {
    py.PyErr_SetString(py.PyExc_ValueError, "make_shared(bytes)");
    return nullptr;
  }
  std::string error;
  const auto block = SharedBlock::Make(static_cast<size_t>(bytes), &error);
  if (!block) {
    const std::string why = std::to_string(bytes) + " bytes: " + error;
    py.PyErr_SetString(py.PyExc_MemoryError, why.c_str());
    return nullptr;
  }
  const Ref<Pin> pin = new Pin(block, block->data(), block->size());
  return MakePinnedView(InterpreterOf(self)->glue.view_type, pin,
                        {'B', {static_cast<Py_ssize_t>(bytes)}})
      .Release();
}

}  // namespace

std::span<PyMethodDef> SharedFunctions() {
  static PyMethodDef functions[] = {
      {"make_shared", Plain<MakeShared>(), kMethO, "make_shared(bytes)"},
  };
  return functions;
}

}  // namespace pyloom
