#include "module/interpreter_of.h"

#include "platform/forked_child.h"

namespace pyloom {

namespace {
constexpr char kInterpreterName[] = "pyloom.interpreter";
}  // namespace

PyOwned MakeSelf(Interpreter* interpreter) {
  return PyOwned(py.PyCapsule_New(interpreter, kInterpreterName, nullptr));
}

Interpreter* InterpreterOf(PyObject* self) {
  return static_cast<Interpreter*>(py.PyCapsule_GetPointer(self, kInterpreterName));
}

PyObject* Text(const std::string& text) {
  return py.PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()),
                                 "surrogateescape");
}

bool TextOf(PyObject* object, const char* what, std::string* text) {
  Py_ssize_t length = 0;
  const char* utf8 = py.PyUnicode_AsUTF8AndSize(object, &length);
  if (utf8 == nullptr) {
    py.PyErr_Clear();
    py.PyErr_SetString(py.PyExc_TypeError, (std::string(what) + " must be a str").c_str());
    return false;
  }
  text->assign(utf8, static_cast<size_t>(length));
  return true;
}

PyObject* RaiseUnknownFunction(const Interpreter& interpreter, const std::string& name) {
  py.PyErr_SetString(interpreter.glue.unknown_function,
                     ("no JavaScript function is registered as '" + name +
                      "'; register it with registerFunction('" + name + "', ...)")
                         .c_str());
  return nullptr;
}

bool RefusedInForkedChild() {
  if (!InForkedChild()) return false;
  py.PyErr_SetString(py.PyExc_RuntimeError,
                     "this process is a child of fork(): JavaScript is in its parent alone, and "
                     "nothing of it can be called from here");
  return true;
}

}  // namespace pyloom
