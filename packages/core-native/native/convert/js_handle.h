// JavaScript functions and errors that Python holds.
#ifndef PYLOOM_CONVERT_JS_HANDLE_H_
#define PYLOOM_CONVERT_JS_HANDLE_H_

#include "messages/held_value.h"
#include "python/owned.h"

namespace pyloom {

class ObjectSpace;

// An object that keeps the JavaScript value. Null with a Python error set.
PyOwned MakeJsHandle(const Ref<HeldValue>& value);

// The value that such an object keeps; null when it is none.
HeldValue* ValueOfHandle(PyObject* object);

// A Python callable that calls the JavaScript function. Null with a Python error set.
PyOwned MakeHostFunction(ObjectSpace* space, const Ref<HeldValue>& function);

// The function that such a callable calls; null when it is none.
HeldValue* ValueOfHostFunction(const ObjectSpace& space, PyObject* object);

// The function that the wrapped builtin of such a callable calls; null when it is none.
HeldValue* ValueOfCallable(PyObject* object);

// `self` of that builtin.
struct JsHandle {
  Ref<HeldValue> value;
  ObjectSpace* space;
};
// Null when it is none.
JsHandle* FunctionOfCapsule(PyObject* capsule);

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_JS_HANDLE_H_
