#include "runtime/awaiting.h"

#include "convert/text_of.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"

namespace pyloom {

bool IsAwaitable(PyObject* value) {
  PyObject* type = TypeOf(value);
  // The common types are none, and asking every result for an attribute costs more than this.
  if (value == py._Py_NoneStruct || type == py.PyFloat_Type || type == py.PyLong_Type ||
      type == py.PyUnicode_Type || type == py.PyDict_Type || type == py.PyList_Type ||
      type == py.PyTuple_Type || type == py.PyBytes_Type || type == py.PyBool_Type) {
    return false;
  }
  return py.PyObject_HasAttrString(type, "__await__") == 1;
}

bool GoesToLoop(const Interpreter& interpreter, const Request& request) {
  Runtime& runtime = interpreter.runtime;
  return current_lane != nullptr && &current_lane->pool == &runtime.home() &&
         !request.is_broadcast() && request.lane < 0 && runtime.home_loops().is_open();
}

bool FindLoop(Interpreter& interpreter, Request& request, PyObject* awaitable) {
  if (request.loop >= 0) return true;
  PyOwned place = interpreter.GlueFunction("pyloom._await", "place");
  PyOwned arguments(place ? py.PyTuple_New(1) : nullptr);
  if (!arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(awaitable).Release());
  PyOwned found(py.PyObject_CallObject(place.get(), arguments.get()));
  if (!found) return false;
  if (TypeOf(found.get()) == py.PyLong_Type) {
    int overflow = 0;
    request.loop = static_cast<int32_t>(py.PyLong_AsLongLongAndOverflow(found.get(), &overflow));
  } else if (request.route_key->module.starts_with("pyloom.")) {
    request.loop = interpreter.runtime.home_loops().LoopOfAwaited(TextOfString(found.get()));
  }
  return true;
}

PyOwned Await(Interpreter& interpreter, PyOwned awaitable) {
  PyOwned run = interpreter.GlueFunction("pyloom._await", "run");
  PyOwned arguments(py.PyTuple_New(1));
  if (!run || !arguments) return PyOwned();
  py.PyTuple_SetItem(arguments.get(), 0, awaitable.Release());
  return PyOwned(py.PyObject_CallObject(run.get(), arguments.get()));
}

}  // namespace pyloom
