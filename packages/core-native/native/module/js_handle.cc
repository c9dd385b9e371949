#include "module/js_handle.h"

#include <algorithm>
#include <memory>

#include "module/host_calls.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

constexpr char kHandleName[] = "pyloom.js_handle";
constexpr char kFunctionName[] = "pyloom.js_function";

struct JsHandle {
  Ref<HeldValue> value;
  Interpreter* interpreter;
};

JsHandle* HandleOf(PyObject* capsule, const char* name) {
  if (capsule == nullptr || TypeOf(capsule) != py.PyCapsule_Type ||
      py.PyCapsule_IsValid(capsule, name) == 0) {
    return nullptr;
  }
  return static_cast<JsHandle*>(py.PyCapsule_GetPointer(capsule, name));
}

PyOwned MakeCapsule(Interpreter* interpreter, const Ref<HeldValue>& value, const char* name) {
  auto handle = std::make_unique<JsHandle>(JsHandle{value, interpreter});
  PyOwned capsule(py.PyCapsule_New(handle.get(), name, [](PyObject* object) {
    JsHandle* owned = HandleOf(object, kHandleName);
    delete (owned != nullptr ? owned : HandleOf(object, kFunctionName));
  }));
  if (capsule) (void)handle.release();
  return capsule;
}

PyObject* CallJsFunction(PyObject* self, PyObject* positional, PyObject* keywords) {
  const JsHandle* handle = HandleOf(self, kFunctionName);
  if (handle == nullptr) {
    py.PyErr_SetString(py.PyExc_TypeError, "this is no JavaScript function");
    return nullptr;
  }
  std::vector<PyObject*> arguments;
  const Py_ssize_t count = std::max<Py_ssize_t>(py.PyTuple_Size(positional), 0);
  arguments.reserve(static_cast<size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    arguments.push_back(py.PyTuple_GetItem(positional, i));
  }
  const bool has_keywords = keywords != nullptr && py.PyDict_Size(keywords) > 0;
  const HostFunctionTarget target{handle->value->environment, handle->value->session,
                                  handle->value->id};
  return CallHostFunction(handle->interpreter, target, arguments.data(), arguments.size(),
                          has_keywords ? keywords : nullptr)
      .Release();
}

}  // namespace

PyOwned MakeJsHandle(const Ref<HeldValue>& value) {
  return MakeCapsule(nullptr, value, kHandleName);
}

HeldValue* ValueOfHandle(PyObject* object) {
  const JsHandle* handle = HandleOf(object, kHandleName);
  return handle == nullptr ? nullptr : handle->value.get();
}

PyOwned MakeHostFunction(Interpreter* interpreter, const Ref<HeldValue>& function) {
  static PyMethodDef definition = {
      "javascript_function", reinterpret_cast<PyCFunction>(CallJsFunction),
      kMethVarargs | kMethKeywords, "A function that lives in JavaScript."};
  PyOwned capsule = MakeCapsule(interpreter, function, kFunctionName);
  return PyOwned(capsule ? py.PyCFunction_NewEx(&definition, capsule.get(), nullptr) : nullptr);
}

HeldValue* ValueOfHostFunction(PyObject* object) {
  if (TypeOf(object) != py.PyCFunction_Type) return nullptr;
  const JsHandle* handle = HandleOf(py.PyCFunction_GetSelf(object), kFunctionName);
  return handle == nullptr ? nullptr : handle->value.get();
}

}  // namespace pyloom
