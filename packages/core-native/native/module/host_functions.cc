#include <algorithm>
#include <string>
#include <vector>

#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/inbox_capsule.h"
#include "module/interpreter_of.h"
#include "module/js_functions.h"
#include "module/keywords.h"
#include "python/gil.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// call(name, *args, **kwargs)
PyObject* Call(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
               PyObject* keyword_names) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  if (count < 1) {
    py.PyErr_SetString(py.PyExc_TypeError, "call() needs the name of a JavaScript function");
    return nullptr;
  }
  HostFunctionTarget target;
  if (!FindHostFunction(*interpreter, arguments[0], &target)) return nullptr;
  PyOwned keywords;
  if (!KeywordsOf(keyword_names, arguments + count, &keywords)) return nullptr;
  return CallHostFunction(interpreter, target, arguments + 1, static_cast<size_t>(count - 1),
                          keywords.get())
      .Release();
}

// call_async_start(name, args, kwargs, on_done, inbox) -> its number
PyObject* CallAsyncStart(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  if (count != 5) {
    py.PyErr_SetString(py.PyExc_TypeError, "call_async_start(name, args, kwargs, on_done, inbox)");
    return nullptr;
  }
  Ref<LoopInbox> inbox = InboxOf(arguments[4]);
  if (!inbox) return nullptr;
  HostFunctionTarget target;
  if (!FindHostFunction(*interpreter, arguments[0], &target)) return nullptr;
  std::vector<PyObject*> positional;
  const Py_ssize_t positional_count = std::max<Py_ssize_t>(py.PyTuple_Size(arguments[1]), 0);
  positional.reserve(static_cast<size_t>(positional_count));
  for (Py_ssize_t i = 0; i < positional_count; ++i) {
    positional.push_back(py.PyTuple_GetItem(arguments[1], i));
  }
  PyObject* keywords = py.PyDict_Size(arguments[2]) > 0 ? arguments[2] : nullptr;
  const uint64_t token = StartHostCall(interpreter, target, positional.data(), positional.size(),
                                       keywords, arguments[3], inbox);
  return token == 0 ? nullptr : py.PyLong_FromLongLong(static_cast<long long>(token));
}

// call_async_end(number): nobody waits for it any more
PyObject* CallAsyncEnd(PyObject* self, PyObject* number) {
  if (RefusedInForkedChild()) return nullptr;
  int overflow = 0;
  const long long token = py.PyLong_AsLongLongAndOverflow(number, &overflow);
  if (py.PyErr_Occurred() != nullptr) return nullptr;
  const Ref<HostCall> call =
      InterpreterOf(self)->runtime.host_calls.Find(static_cast<uint64_t>(token));
  if (call) {
    GilRelease released;
    call->GiveUp();
  }
  return None();
}

PyObject* Describe(PyObject* self, PyObject* function) {
  return DescribeHostFunction(InterpreterOf(self), function).Release();
}

PyObject* IsRegistered(PyObject* self, PyObject* name_object) {
  if (RefusedInForkedChild()) return nullptr;
  std::string name;
  if (!TextOf(name_object, "a name", &name)) return nullptr;
  HostFunctionTarget target;
  return Bool(FindHostFunction(*InterpreterOf(self), name, &target));
}

}  // namespace

std::span<PyMethodDef> HostFunctions() {
  static PyMethodDef functions[] = {
      {"call", Fast<Call>(), kMethFastcall | kMethKeywords, "call(name, *args, **kwargs)"},
      {"call_async_start", Fast<CallAsyncStart>(), kMethFastcall | kMethKeywords,
       "call_async_start(name, args, kwargs, on_done, inbox)"},
      {"call_async_end", Plain<CallAsyncEnd>(), kMethO, "call_async_end(number)"},
      {"describe", Plain<Describe>(), kMethO, "describe(function or name)"},
      {"is_registered", Plain<IsRegistered>(), kMethO, "is_registered(name)"},
  };
  return functions;
}

}  // namespace pyloom
