#include "runtime/write_error.h"

#include <utility>

#include "convert/from_python.h"
#include "convert/js_handle.h"
#include "convert/text_of.h"
#include "platform/forked_child.h"
#include "pyloom/wire_reader.h"
#include "python/recursion_headroom.h"
#include "python/type_of.h"
#include "runtime/call.h"
#include "runtime/interpreter.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// A JavaScript error that nobody caught is that very error again, which needs no description: not
// even room on a stack that is full, nor time at each level of a deep chain.
bool WriteOwnJsError(Interpreter& interpreter, Request& request) {
  if (py.PyErr_ExceptionMatches(interpreter.glue.js_error) == 0) return false;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  py.PyErr_NormalizeException(&type, &value, &traceback);
  PyOwned handle(value == nullptr ? nullptr : py.PyObject_GetAttrString(value, "_handle"));
  if (!handle) py.PyErr_Clear();
  HeldValue* error = handle ? ValueOfHandle(handle.get()) : nullptr;
  if (error == nullptr || error->mailbox != request.mailbox) {
    py.PyErr_Restore(type, value, traceback);
    return false;
  }
  request.status = Request::Status::kPythonError;
  request.result.MapHeader(1);
  request.result.String("jsError");
  request.result.Int(error->id);
  request.outgoing.held.push_back(error);
  PyOwned owned_type(type), owned_value(value), owned_traceback(traceback);
  return true;
}

// The two arguments of an exception of the glue's that says something to this code. Null: another
// one is set, and stays so.
PyOwned TakeArguments(PyObject* kind) {
  if (py.PyErr_ExceptionMatches(kind) == 0) return PyOwned();
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  py.PyErr_NormalizeException(&type, &value, &traceback);
  PyOwned owned_type(type), owned_value(value), owned_traceback(traceback);
  PyOwned arguments(value == nullptr ? nullptr : py.PyObject_GetAttrString(value, "args"));
  if (arguments && TypeOf(arguments.get()) == py.PyTuple_Type &&
      py.PyTuple_Size(arguments.get()) == 2) {
    return arguments;
  }
  py.PyErr_Clear();
  py.PyErr_Restore(owned_type.Release(), owned_value.Release(), owned_traceback.Release());
  return PyOwned();
}

// Sets what a step of an expression has raised in the place of the glue's word for it. Gives the
// text of the step, or null.
PyOwned TakeStep(Interpreter& interpreter) {
  PyOwned arguments = TakeArguments(interpreter.glue.failed_step);
  if (!arguments) return PyOwned();
  PyObject* error = py.PyTuple_GetItem(arguments.get(), 0);
  py.PyErr_Restore(PyOwned::FromBorrowed(TypeOf(error)).Release(),
                   PyOwned::FromBorrowed(error).Release(), py.PyException_GetTraceback(error));
  return PyOwned::FromBorrowed(py.PyTuple_GetItem(arguments.get(), 1));
}

// An item of a stream that cannot cross fails as a result does.
bool WriteUnsentItem(Interpreter& interpreter, Request& request) {
  PyOwned arguments = TakeArguments(interpreter.glue.unsent_item);
  if (!arguments) return false;
  request.status = Request::Status::kConversion;
  request.result.ArrayHeader(2);
  request.result.String(TextOfString(py.PyTuple_GetItem(arguments.get(), 0)));
  request.result.String(TextOfString(py.PyTuple_GetItem(arguments.get(), 1)));
  return true;
}

bool TryDescribe(Interpreter& interpreter, PyObject* error, PyObject* step, WireWriter* writer,
                 OutgoingAttachments* outgoing) {
  const bool is_kept = outgoing != nullptr;
  PyOwned describe =
      interpreter.GlueFunction("pyloom._exceptions", is_kept ? "describe_kept" : "describe");
  PyOwned arguments(describe ? py.PyTuple_New(is_kept ? 2 : 1) : nullptr);
  if (!arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(error).Release());
  if (is_kept) {
    PyObject* text = step == nullptr ? py._Py_NoneStruct : step;
    py.PyTuple_SetItem(arguments.get(), 1, PyOwned::FromBorrowed(text).Release());
  }
  PyOwned description(py.PyObject_CallObject(describe.get(), arguments.get()));
  const size_t begin = writer->size();
  FromPython converter(&interpreter, writer, nullptr, outgoing);
  if (description && converter.Encode(description.get())) return true;
  writer->Truncate(begin);
  return false;
}

// Describes the Python error that is set as a wire value and clears it. With a reference to the
// exception beside it, and the step of an expression that it arose at (a string or null), unless
// `outgoing` is null.
void DescribeError(Interpreter& interpreter, PyObject* step, WireWriter* writer,
                   OutgoingAttachments* outgoing) {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  py.PyErr_NormalizeException(&type, &value, &traceback);
  PyOwned owned_type(type), owned_value(value), owned_traceback(traceback);
  std::string fallback = "the exception could not be described";
  if (owned_value) {
    if (owned_traceback) py.PyException_SetTraceback(owned_value.get(), owned_traceback.get());
    if (TryDescribe(interpreter, owned_value.get(), step, writer, outgoing)) return;
    if (py.PyErr_ExceptionMatches(py.PyExc_RecursionError) != 0) {
      // An error at the bottom of a full stack.
      py.PyErr_Clear();
      RecursionHeadroom headroom(interpreter.recursion_headroom);
      if (TryDescribe(interpreter, owned_value.get(), step, writer, outgoing)) return;
    }
    if (py.PyErr_Occurred() != nullptr) fallback += " (" + TakeErrorText() + ")";
  }
  // Out of memory, or interrupted once more meanwhile: at least its type.
  const std::string type_name = owned_type ? QualifiedTypeName(owned_type.get()) : "SystemError";
  writer->MapHeader(3);
  writer->String("type");
  writer->String(type_name.substr(type_name.rfind('.') + 1));
  writer->String("message");
  writer->String(fallback);
  writer->String("traceback");
  writer->String("");
}

}  // namespace

void WriteReroute(Request& request, const char* reason, const std::string& module) {
  request.status = Request::Status::kReroute;
  request.result.Clear();
  request.result.ArrayHeader(2);
  request.result.String(reason);
  request.result.String(module);
}

void WriteMemoryError(Interpreter& interpreter, Request& request) {
  request.result = WireWriter();  // gives back what there is
  py.PyErr_NoMemory();
  WriteError(interpreter, request);
}

void WriteError(Interpreter& interpreter, Request& request) {
  if (InForkedChild()) EndForkedChild(interpreter);
  request.outgoing.buffers.clear();
  request.result.Clear();
  PyOwned step = TakeStep(interpreter);
  if (WriteOwnJsError(interpreter, request)) return;
  // A function of the glue that resolves a name itself, and found that it belongs elsewhere.
  for (const auto& [kind, reason] : {std::pair{interpreter.glue.needs_home, "home"},
                                     std::pair{interpreter.glue.needs_loop, "async"}}) {
    if (py.PyErr_ExceptionMatches(kind) == 0) continue;
    py.PyErr_Clear();
    return WriteReroute(request, reason, request.key->module);
  }
  if (WriteUnsentItem(interpreter, request)) return;
  const bool interrupted = py.PyErr_ExceptionMatches(interpreter.glue.interrupted) != 0;
  request.status = interrupted ? Request::Status::kInterrupted : Request::Status::kPythonError;
  // Several interpreters answer a broadcast, and one of them is told.
  DescribeError(interpreter, step.get(), &request.result,
                request.is_broadcast() ? nullptr : &request.outgoing);
}

std::string ErrorSummary(const Request& request) {
  // A map whose first keys are type, module and message, in whichever order: `describe` writes
  // texts first.
  WireReader reader(request.result.data(), request.result.size());
  const WireItem map = reader.Next();
  std::string type = "error", message;
  for (uint64_t i = 0; map.kind == WireItem::Kind::kMap && i < map.length; ++i) {
    const WireItem key = reader.Next();
    const WireItem value = reader.Next();
    if (key.kind != WireItem::Kind::kString || value.kind != WireItem::Kind::kString) break;
    const std::string_view name(reinterpret_cast<const char*>(key.data), key.length);
    const std::string text(reinterpret_cast<const char*>(value.data), value.length);
    if (name == "type") type = text;
    if (name == "message") message = text;
  }
  return type + ": " + message;
}

}  // namespace pyloom
