#include "convert/from_python.h"
#include "convert/js_handle.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/interpreter_of.h"
#include "runtime/item_message.h"
#include "runtime/session.h"
#include "runtime/sync_lane.h"

namespace pyloom {

namespace {

void RaiseUnsentItem(const Interpreter& interpreter, const ConversionFailure& failure) {
  PyOwned arguments(py.PyTuple_New(2));
  if (!arguments) return;
  Py_ssize_t place = 0;
  for (const std::string* text : {&failure.path(), &failure.message()}) {
    PyObject* string = py.PyUnicode_DecodeUTF8(text->data(), static_cast<Py_ssize_t>(text->size()),
                                               "surrogatepass");
    if (string == nullptr) return;
    py.PyTuple_SetItem(arguments.get(), place++, string);
  }
  py.PyErr_SetObject(interpreter.glue.unsent_item, arguments.get());
}

// send(value): to the caller of the request in charge, before its result
PyObject* Send(PyObject* self, PyObject* value) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  const Caller caller = CurrentCaller();
  if (!caller.request || caller.request->is_broadcast()) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "send() is for what JavaScript has called");
    return nullptr;
  }
  Ref<ItemMessage> message = new ItemMessage(caller.request);
  FromPython converter(interpreter, &message->value, caller.session.get(), &message->outgoing);
  if (!converter.Encode(value)) {
    if (converter.failure().failed()) {
      converter.failure().InRoot("item");
      RaiseUnsentItem(*interpreter, converter.failure());
    }
    return nullptr;
  }
  caller.request->mailbox->Post(message);
  return None();
}

// error_id(handle) -> int, or None when it is no error of the thread that made the call in charge
PyObject* ErrorId(PyObject*, PyObject* handle) {
  HeldValue* error = ValueOfHandle(handle);
  const Caller caller = CurrentCaller();
  if (error == nullptr || !caller.session || caller.session->mailbox != error->mailbox)
    return None();
  if (caller.request) caller.request->outgoing.held.push_back(error);
  return py.PyLong_FromLongLong(error->id);
}

// The name of src/session/session.ts under which JavaScript numbers the moments of callSync.
constexpr const char* kSyncContext = "_sync_context";

// call_id() -> int: by which JavaScript knows the call in charge; None outside of any. In callSync
// JavaScript is asked, on this very stack, and only there: nothing is noted beforehand, so that a
// call without spans pays nothing.
PyObject* CallId(PyObject* self, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  const Caller caller = CurrentCaller();
  if (current_sync_lane != nullptr || (caller.request && caller.request->is_synchronous)) {
    HostFunctionTarget target;
    if (!FindHostFunction(*interpreter, kSyncContext, &target)) return None();
    return CallHostFunction(interpreter, target, nullptr, 0, nullptr).Release();
  }
  if (!caller.request || caller.request->is_broadcast()) return None();
  return py.PyLong_FromLongLong(caller.request->call_id);
}

// is_bound(): whether the request in charge cannot go elsewhere, to an event loop say
PyObject* IsBound(PyObject*, PyObject*) {
  const Caller caller = CurrentCaller();
  return Bool(caller.request && caller.request->IsBound());
}

}  // namespace

std::span<PyMethodDef> CallerFunctions() {
  static PyMethodDef functions[] = {
      {"send", Plain<Send>(), kMethO, "send(value)"},
      {"error_id", Plain<ErrorId>(), kMethO, "error_id(handle)"},
      {"call_id", Plain<CallId>(), kMethNoArgs, "call_id()"},
      {"is_bound", Plain<IsBound>(), kMethNoArgs, "is_bound()"},
  };
  return functions;
}

}  // namespace pyloom
