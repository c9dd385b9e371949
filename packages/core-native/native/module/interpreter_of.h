// What every function of `_pyloom_core` begins and ends with. With the interpreter's GIL.
#ifndef PYLOOM_MODULE_INTERPRETER_OF_H_
#define PYLOOM_MODULE_INTERPRETER_OF_H_

#include <string>

#include "python/owned.h"
#include "runtime/interpreter.h"

namespace pyloom {

// `self` of the module's functions. Null with a Python error set.
PyOwned MakeSelf(Interpreter* interpreter);
Interpreter* InterpreterOf(PyObject* self);

inline PyObject* None() {
  py.Py_IncRef(py._Py_NoneStruct);
  return py._Py_NoneStruct;
}

inline PyObject* Bool(bool value) { return py.PyBool_FromLong(value ? 1 : 0); }

PyObject* Text(const std::string& text);

// False, with a TypeError that names `what`: it is no str.
bool TextOf(PyObject* object, const char* what, std::string* text);

// Null, with a Python error set.
PyObject* RaiseUnknownFunction(const Interpreter& interpreter, const std::string& name);

// True, with a Python error set: JavaScript is in the parent process alone.
bool RefusedInForkedChild();

}  // namespace pyloom

#endif  // PYLOOM_MODULE_INTERPRETER_OF_H_
