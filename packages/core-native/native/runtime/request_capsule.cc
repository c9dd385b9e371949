#include "runtime/request_capsule.h"

#include "runtime/interpreter.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
constexpr char kName[] = "pyloom.request";
}  // namespace

PyOwned MakeRequestCapsule(const Ref<Request>& request) {
  Ref<Request> held = request;
  PyOwned capsule(py.PyCapsule_New(held.get(), kName, [](PyObject* object) {
    Ref<Request>::Adopt(static_cast<Request*>(py.PyCapsule_GetPointer(object, kName)));
  }));
  if (capsule) held.Leak();
  return capsule;
}

Ref<Request> RequestOfCapsule(PyObject* capsule) {
  return static_cast<Request*>(py.PyCapsule_GetPointer(capsule, kName));
}

Ref<Request> RequestOfTask(const Interpreter& interpreter) {
  PyObject* capsule = nullptr;
  if (py.PyContextVar_Get(interpreter.glue.request_variable, py._Py_NoneStruct, &capsule) != 0) {
    py.PyErr_Clear();
    return nullptr;
  }
  PyOwned owned(capsule);
  if (!owned || owned.get() == py._Py_NoneStruct) return nullptr;
  return RequestOfCapsule(owned.get());
}

}  // namespace pyloom
