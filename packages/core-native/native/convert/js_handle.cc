#include "convert/js_handle.h"

#include <memory>

#include "convert/object_space.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

constexpr char kHandleName[] = "pyloom.js_handle";
constexpr char kFunctionName[] = "pyloom.js_function";

JsHandle* HandleOf(PyObject* capsule, const char* name) {
  if (capsule == nullptr || TypeOf(capsule) != py.PyCapsule_Type ||
      py.PyCapsule_IsValid(capsule, name) == 0) {
    return nullptr;
  }
  return static_cast<JsHandle*>(py.PyCapsule_GetPointer(capsule, name));
}

PyOwned MakeCapsule(ObjectSpace* space, const Ref<HeldValue>& value, const char* name) {
  auto handle = std::make_unique<JsHandle>(JsHandle{value, space});
  PyOwned capsule(py.PyCapsule_New(handle.get(), name, [](PyObject* object) {
    JsHandle* owned = HandleOf(object, kHandleName);
    delete (owned != nullptr ? owned : HandleOf(object, kFunctionName));
  }));
  if (capsule) (void)handle.release();
  return capsule;
}

}  // namespace

PyOwned MakeJsHandle(const Ref<HeldValue>& value) {
  return MakeCapsule(nullptr, value, kHandleName);
}

HeldValue* ValueOfHandle(PyObject* object) {
  const JsHandle* handle = HandleOf(object, kHandleName);
  return handle == nullptr ? nullptr : handle->value.get();
}

namespace {

// The class of the callables, which is looked up once. A borrowed reference.
PyObject* CallableType(ObjectSpace* space) {
  PyObject* known = space->glue.js_function.load(std::memory_order_acquire);
  if (known != nullptr) return known;
  PyOwned type = space->GlueFunction("pyloom._functions", "JavaScriptFunction");
  // Held for the interpreter's life, by whichever thread comes first.
  if (type && space->glue.js_function.compare_exchange_strong(known, type.get())) {
    return type.Release();
  }
  return known;
}

}  // namespace

PyOwned MakeHostFunction(ObjectSpace* space, const Ref<HeldValue>& function) {
  PyObject* const type = CallableType(space);
  PyOwned capsule = MakeCapsule(space, function, kFunctionName);
  PyOwned callable(type != nullptr && capsule
                       ? py.PyCFunction_NewEx(space->glue.call_js_function, capsule.get(), nullptr)
                       : nullptr);
  PyOwned arguments(callable ? py.PyTuple_New(1) : nullptr);
  if (!arguments) return arguments;
  py.PyTuple_SetItem(arguments.get(), 0, callable.Release());
  return PyOwned(py.PyObject_CallObject(type, arguments.get()));
}

JsHandle* FunctionOfCapsule(PyObject* capsule) { return HandleOf(capsule, kFunctionName); }

HeldValue* ValueOfCallable(PyObject* object) {
  if (TypeOf(object) != py.PyCFunction_Type) return nullptr;
  const JsHandle* handle = FunctionOfCapsule(py.PyCFunction_GetSelf(object));
  return handle == nullptr ? nullptr : handle->value.get();
}

HeldValue* ValueOfHostFunction(const ObjectSpace& space, PyObject* object) {
  PyObject* const type = space.glue.js_function.load(std::memory_order_acquire);
  if (type == nullptr || TypeOf(object) != type) return nullptr;
  PyOwned callable(py.PyObject_GetAttrString(object, "func"));
  if (!callable) py.PyErr_Clear();
  return callable ? ValueOfCallable(callable.get()) : nullptr;
}

}  // namespace pyloom
