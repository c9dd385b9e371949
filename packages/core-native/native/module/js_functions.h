// JavaScript functions that Python holds: what happens when they are called, and what they are
// like.
#ifndef PYLOOM_MODULE_JS_FUNCTIONS_H_
#define PYLOOM_MODULE_JS_FUNCTIONS_H_

#include "python/owned.h"

namespace pyloom {

class Interpreter;

// Has the interpreter's JavaScript functions call this module.
void InstallJsFunctions(Interpreter* interpreter);

// What JavaScript tells about one: its name and its parameters. `function` is what the callable
// wraps, or a registered name. Null with a Python error set; a RuntimeError where JavaScript cannot
// be asked any more.
PyOwned DescribeHostFunction(Interpreter* interpreter, PyObject* function);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_JS_FUNCTIONS_H_
