#include "module/js_functions.h"

#include <string>

#include "convert/js_handle.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/keywords.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// The name of src/session/session.ts under which JavaScript describes functions.
constexpr const char* kDescribe = "_describe";

PyObject* CallJsFunction(PyObject* self, PyObject* const* arguments, Py_ssize_t count,
                         PyObject* keyword_names) {
  const JsHandle* handle = FunctionOfCapsule(self);
  if (handle == nullptr) {
    py.PyErr_SetString(py.PyExc_TypeError, "this is no JavaScript function");
    return nullptr;
  }
  PyOwned keywords;
  if (!KeywordsOf(keyword_names, arguments + count, &keywords)) return nullptr;
  const HostFunctionTarget target{handle->value->mailbox, handle->value->session,
                                  handle->value->id};
  return CallHostFunction(Interpreter::Of(handle->space), target, arguments,
                          static_cast<size_t>(count), keywords.get())
      .Release();
}

}  // namespace

void InstallJsFunctions(Interpreter* interpreter) {
  static PyMethodDef definition = {"javascript_function", Fast<CallJsFunction>(),
                                   kMethFastcall | kMethKeywords,
                                   "A function that lives in JavaScript."};
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
