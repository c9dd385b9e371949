// JavaScript functions and errors that Python holds.
#ifndef PYLOOM_MODULE_JS_HANDLE_H_
#define PYLOOM_MODULE_JS_HANDLE_H_

#include "messages/held_value.h"
#include "python/owned.h"

namespace pyloom {

class Interpreter;

// An object that keeps the JavaScript value. Null with a Python error set.
PyOwned MakeJsHandle(const Ref<HeldValue>& value);

// The value that such an object keeps; null when it is none.
HeldValue* ValueOfHandle(PyObject* object);

// A Python callable that calls the JavaScript function. Null with a Python error set.
PyOwned MakeHostFunction(Interpreter* interpreter, const Ref<HeldValue>& function);

// The function that such a callable calls; null when it is none.
HeldValue* ValueOfHostFunction(const Interpreter& interpreter, PyObject* object);

// What JavaScript tells about one: its name and its parameters. `function` is what the callable
// wraps, or a registered name. Null with a Python error set; a RuntimeError where JavaScript cannot
// be asked any more.
PyOwned DescribeHostFunction(Interpreter* interpreter, PyObject* function);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_JS_HANDLE_H_
