#include "runtime/call.h"

#include <array>
#include <cstdlib>
#include <utility>

#include "base/out_of_memory.h"
#include "convert/from_python.h"
#include "convert/text_of.h"
#include "convert/to_python.h"
#include "platform/forked_child.h"
#include "platform/own_environ.h"
#include "runtime/awaiting.h"
#include "runtime/interpreter.h"
#include "runtime/session.h"
#include "runtime/thread_lane.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {

void WriteConversionFailure(Request& request, const ConversionFailure& failure) {
  request.status = Request::Status::kConversion;
  request.outgoing.buffers.clear();
  request.result.Clear();
  request.result.ArrayHeader(2);
  request.result.String(failure.path());
  request.result.String(failure.message());
}

// An argument stands for what a module has that cannot be had here: all may be had at home.
bool WriteHomeArgument(Interpreter& interpreter, Request& request) {
  if (py.PyErr_ExceptionMatches(interpreter.glue.needs_home) == 0) return false;
  WriteReroute(request, "argument", TakeImportErrorText());
  return true;
}

}  // namespace

void EndForkedChild(Interpreter& interpreter) {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  if (type != nullptr) py.PyErr_NormalizeException(&type, &value, &traceback);
  if (value != nullptr && traceback != nullptr) py.PyException_SetTraceback(value, traceback);
  PyOwned end = interpreter.GlueFunction("pyloom._forks", "end_child");
  PyOwned arguments(py.PyTuple_New(1));
  py.PyTuple_SetItem(arguments.get(), 0,
                     PyOwned::FromBorrowed(value == nullptr ? py._Py_NoneStruct : value).Release());
  if (end) py.PyObject_CallObject(end.get(), arguments.get());
  std::_Exit(1);
}

bool CallArguments::Decode(Interpreter& interpreter, CallCaches& caches, Request& request) {
  WireReader reader(request.arguments.data(), request.arguments.size());
  ToPython converter(&interpreter, &caches.strings, &request.incoming, request.mailbox.get());
  auto fail = [&] {
    if (converter.failure().failed()) {
      WriteConversionFailure(request, converter.failure());
    } else if (!WriteHomeArgument(interpreter, request)) {
      WriteError(interpreter, request);
    }
    return false;
  };
  const WireItem head = reader.Next();
  if (head.kind != WireItem::Kind::kArray) {
    converter.failure().Fail("the arguments are no array");
    return fail();
  }
  positional_.reserve(head.length);
  for (uint64_t i = 0; i < head.length; ++i) {
    PyOwned value(converter.Decode(reader));
    if (!value) {
      converter.failure().InRoot("args[" + std::to_string(i) + "]");
      return fail();
    }
    positional_.push_back(std::move(value));
  }
  if (request.has_keywords) {
    keywords_.Reset(converter.DecodeKeywords(reader));
    if (!keywords_) {
      converter.failure().InRoot("kwargs");
      return fail();
    }
  }
  if (request.loop < 0) request.loop = converter.loop();
  return true;
}

PyOwned CallArguments::Tuple() {
  PyOwned tuple(py.PyTuple_New(static_cast<Py_ssize_t>(positional_.size())));
  if (!tuple) return tuple;
  for (size_t i = 0; i < positional_.size(); ++i) {
    py.PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), positional_[i].Release());
  }
  positional_.clear();
  return tuple;
}

PyOwned CallArguments::Call(PyObject* callable) {
  constexpr size_t kOnStack = 8;
  if (keywords_ || positional_.size() > kOnStack || py.PyObject_Vectorcall == nullptr) {
    PyOwned tuple = Tuple();
    return PyOwned(tuple ? py.PyObject_Call(callable, tuple.get(), keywords_.get()) : nullptr);
  }
  // The first place is the callee's to use (PY_VECTORCALL_ARGUMENTS_OFFSET): a bound method puts
  // self there.
  std::array<PyObject*, kOnStack + 1> arguments{};
  for (size_t i = 0; i < positional_.size(); ++i) arguments[i + 1] = positional_[i].get();
  return PyOwned(py.PyObject_Vectorcall(callable, arguments.data() + 1,
                                        positional_.size() | kVectorcallArgumentsOffset, nullptr));
}

bool ResolveFor(Interpreter& interpreter, CallCaches& caches, Request& request,
                bool accepts_coroutines, PyOwned* callable) {
  bool wants_loop = false;
  std::string module;
  const char* reason = nullptr;
  switch (ResolveFunction(interpreter, caches, *request.key, request.has_keywords, callable,
                          &wants_loop, &module)) {
    case Resolution::kError:
      WriteError(interpreter, request);
      return false;
    case Resolution::kNeedsHome:
      reason = "home";
      break;
    case Resolution::kFound:
      if (!wants_loop || accepts_coroutines || request.IsBound()) return true;
      reason = "async";
      module = request.key->module;
      break;
  }
  WriteReroute(request, reason, module);
  return false;
}

namespace {

void RunUnguarded(Interpreter& interpreter, CallCaches& caches, Request& request) {
  // What an earlier request left behind must not fail this one.
  py.PyErr_Clear();
  if (request.awaitable != nullptr) {
    return FinishCall(interpreter, request, PyOwned(std::exchange(request.awaitable, nullptr)));
  }
  PyOwned callable;
  // Nested in a coroutine that blocks its loop: awaited there, on a loop on top of that one.
  const bool on_loop = current_lane != nullptr && current_lane->loop() != nullptr;
  if (!ResolveFor(interpreter, caches, request, on_loop, &callable)) return;
  PyOwned result;
  {
    // Given up before the result is written: what comes back as it went is then the result's alone.
    CallArguments arguments;
    if (!arguments.Decode(interpreter, caches, request)) return;
    result = arguments.Call(callable.get());
  }
  if (!result) return WriteError(interpreter, request);
  FinishCall(interpreter, request, std::move(result));
}

}  // namespace

void RunCall(Interpreter& interpreter, CallCaches& caches, Request& request) {
  ShareEnviron();  // JavaScript may have set a variable
  UnlessOutOfMemory([&] { RunUnguarded(interpreter, caches, request); },
                    [&] { WriteMemoryError(interpreter, request); });
}

void FinishCall(Interpreter& interpreter, Request& request, PyOwned result) {
  if (IsAwaitable(result.get())) {
    if (GoesToLoop(interpreter, request)) {
      if (!FindLoop(interpreter, request, result.get())) return WriteError(interpreter, request);
      request.awaitable_of = &interpreter;
      request.awaitable = result.Release();
      return;
    }
    result = Await(interpreter, std::move(result));
  }
  if (!result) return WriteError(interpreter, request);
  WriteResult(interpreter, request, std::move(result));
}

void WriteResult(Interpreter& interpreter, Request& request, PyOwned result) {
  if (InForkedChild()) EndForkedChild(interpreter);
  request.status = Request::Status::kOk;
  request.result.Clear();
  FromPython converter(&interpreter, &request.result, request.session.get(), &request.outgoing);
  if (converter.EncodeOwned(result)) return;
  if (converter.failure().failed()) {
    converter.failure().InRoot("result");
    py.PyErr_Clear();
    WriteConversionFailure(request, converter.failure());
  } else {
    WriteError(interpreter, request);
  }
}

}  // namespace pyloom
