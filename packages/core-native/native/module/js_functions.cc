#include "module/js_functions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "convert/js_handle.h"
#include "module/host_calls.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// The name of src/session/session.ts under which JavaScript describes functions.
constexpr const char* kDescribe = "_describe";

PyObject* CallJsFunction(PyObject* self, PyObject* positional, PyObject* keywords) {
  const JsHandle* handle = FunctionOfCapsule(self);
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
  const HostFunctionTarget target{handle->value->mailbox, handle->value->session,
                                  handle->value->id};
  return CallHostFunction(Interpreter::Of(handle->space), target, arguments.data(),
                          arguments.size(), has_keywords ? keywords : nullptr)
      .Release();
}

}  // namespace

void InstallJsFunctions(Interpreter* interpreter) {
  static PyMethodDef definition = {
      "javascript_function", reinterpret_cast<PyCFunction>(CallJsFunction),
      kMethVarargs | kMethKeywords, "A function that lives in JavaScript."};
  interpreter->glue.call_js_function = &definition;
}

PyOwned DescribeHostFunction(Interpreter* interpreter, PyObject* function) {
  HostFunctionTarget target;
  if (const HeldValue* value = ValueOfCallable(function)) {
    target = {value->mailbox, value->session, value->id};
  } else {
    Py_ssize_t length = 0;
    const char* name = py.PyUnicode_AsUTF8AndSize(function, &length);
    if (name == nullptr) return PyOwned();
    if (!FindHostFunction(*interpreter, std::string(name, static_cast<size_t>(length)), &target)) {
      py.PyErr_SetString(py.PyExc_RuntimeError, "no JavaScript function has that name any more");
      return PyOwned();
    }
  }
  const Ref<Session> session = interpreter->runtime.sessions.Find(target.session);
  const auto describe = session ? session->FindHostFunction(kDescribe) : std::nullopt;
  if (!describe) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "the client that passed this function is closed");
    return PyOwned();
  }
  PyOwned id(py.PyLong_FromLongLong(target.function));
  if (!id) return id;
  PyObject* arguments[] = {id.get()};
  target.function = *describe;
  return CallHostFunction(interpreter, target, arguments, 1, nullptr);
}

}  // namespace pyloom
