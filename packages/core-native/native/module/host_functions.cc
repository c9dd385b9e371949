#include <algorithm>
#include <string>
#include <vector>

#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/inbox_capsule.h"
#include "module/interpreter_of.h"
#include "module/js_functions.h"

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
  std::string name;
  if (!TextOf(arguments[0], "the name of a JavaScript function", &name)) return nullptr;
  HostFunctionTarget target;
  if (!FindHostFunction(*interpreter, name, &target))
    return RaiseUnknownFunction(*interpreter, name);
  PyOwned keywords;
  const Py_ssize_t keyword_count = keyword_names == nullptr ? 0 : py.PyTuple_Size(keyword_names);
  if (keyword_count > 0) {
    keywords.Reset(py.PyDict_New());
    for (Py_ssize_t i = 0; keywords && i < keyword_count; ++i) {
      py.PyDict_SetItem(keywords.get(), py.PyTuple_GetItem(keyword_names, i), arguments[count + i]);
    }
    if (!keywords) return nullptr;
  }
  return CallHostFunction(interpreter, target, arguments + 1, static_cast<size_t>(count - 1),
                          keywords.get())
      .Release();
}

// call_async_start(name, args, kwargs, on_done, inbox)
PyObject* CallAsyncStart(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  std::string name;
  if (count != 5) {
    py.PyErr_SetString(py.PyExc_TypeError, "call_async_start(name, args, kwargs, on_done, inbox)");
    return nullptr;
  }
  Ref<LoopInbox> inbox = InboxOf(arguments[4]);
  if (!inbox) return nullptr;
  if (!TextOf(arguments[0], "the name of a JavaScript function", &name)) return nullptr;
  HostFunctionTarget target;
  if (!FindHostFunction(*interpreter, name, &target))
    return RaiseUnknownFunction(*interpreter, name);
  std::vector<PyObject*> positional;
  const Py_ssize_t positional_count = std::max<Py_ssize_t>(py.PyTuple_Size(arguments[1]), 0);
  positional.reserve(static_cast<size_t>(positional_count));
  for (Py_ssize_t i = 0; i < positional_count; ++i) {
    positional.push_back(py.PyTuple_GetItem(arguments[1], i));
  }
  PyObject* keywords = py.PyDict_Size(arguments[2]) > 0 ? arguments[2] : nullptr;
  if (!StartHostCall(interpreter, target, positional.data(), positional.size(), keywords,
                     arguments[3], inbox)) {
    return nullptr;
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
      {"describe", Plain<Describe>(), kMethO, "describe(function or name)"},
      {"is_registered", Plain<IsRegistered>(), kMethO, "is_registered(name)"},
  };
  return functions;
}

}  // namespace pyloom
