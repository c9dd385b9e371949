#include "base/out_of_memory.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/inbox_capsule.h"
#include "module/interpreter_of.h"
#include "runtime/call.h"
#include "runtime/interpreter.h"
#include "runtime/loop_lane.h"
#include "runtime/loop_pool.h"
#include "runtime/request_capsule.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {

// open_inbox(descriptor) -> inbox: a byte is sent there when a reply has come
PyObject* OpenInbox(PyObject*, PyObject* descriptor) {
  int overflow = 0;
  const long long socket = py.PyLong_AsLongLongAndOverflow(descriptor, &overflow);
  if (socket == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  return MakeInboxCapsule(static_cast<intptr_t>(socket));
}

// take_replies(inbox): tells those that wait for what has come
PyObject* TakeReplies(PyObject* self, PyObject* capsule) {
  Ref<LoopInbox> inbox = InboxOf(capsule);
  if (!inbox) return nullptr;
  DeliverReplies(InterpreterOf(self), inbox->Take().replies);
  return None();
}

PyObject* SetWakeSocket(PyObject*, PyObject* descriptor) {
  LoopLane* lane = CurrentLoop();
  if (lane == nullptr) return nullptr;
  int overflow = 0;
  const long long value = py.PyLong_AsLongLongAndOverflow(descriptor, &overflow);
  if (value == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  lane->inbox->SetWakeSocket(static_cast<intptr_t>(value));
  return None();
}

// Null stands for None.
bool AppendEntry(const Ref<Request>& request, PyOwned callable, PyOwned args, PyOwned kwargs,
                 PyObject* list) {
  PyOwned capsule = MakeRequestCapsule(request);
  PyOwned start(py.PyTuple_New(4));
  if (!capsule || !start) return false;
  py.PyTuple_SetItem(start.get(), 0, capsule.Release());
  py.PyTuple_SetItem(start.get(), 1, callable.Release());
  py.PyTuple_SetItem(start.get(), 2, args ? args.Release() : None());
  py.PyTuple_SetItem(start.get(), 3, kwargs ? kwargs.Release() : None());
  return py.PyList_Append(list, start.get()) == 0;
}

// What a loop is to start: [(request, callable, args, kwargs or None)]. Whatever fails before that
// is answered here.
bool AppendStart(Interpreter* interpreter, LoopLane* lane, const Ref<Request>& request,
                 PyObject* list) {
  request->runner.store(lane);
  if (!request->Begin()) {
    lane->active.fetch_sub(1);  // cancelled meanwhile
    return true;
  }
  PyOwned callable;
  CallArguments arguments;
  py.PyErr_Clear();
  if (request->awaitable != nullptr) {  // what another lane's call has returned
    PyOwned awaitable(std::exchange(request->awaitable, nullptr));
    return AppendEntry(request, std::move(awaitable), PyOwned(), PyOwned(), list);
  }
  if (!ResolveFor(*interpreter, lane->caches, *request, true, &callable) ||
      !arguments.Decode(*interpreter, lane->caches, *request)) {
    lane->active.fetch_sub(1);
    request->phase.store(Request::Phase::kFinished);
    request->mailbox->Post(request);
    return true;
  }
  PyOwned args = arguments.Tuple();
  return args &&
         AppendEntry(request, std::move(callable), std::move(args), arguments.keywords(), list);
}

// Where there is no memory for it, the loop is told later.
void AppendCancelled(LoopLane* lane, const Ref<Request>& request, PyObject* list) {
  PyOwned capsule = MakeRequestCapsule(request);
  if (capsule && py.PyList_Append(list, capsule.get()) == 0) return;
  py.PyErr_Clear();
  lane->inbox->Cancel(request);
}

// next_requests() -> (starts, cancelled)
PyObject* NextRequests(PyObject* self, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  LoopLane* lane = CurrentLoop();
  if (lane == nullptr) return nullptr;
  // What is in the inbox is there until there is a place for it: the loop is not woken for it
  // twice.
  const AllocationsMayFail vital(false);
  interpreter->references.Drain();
  lane->OnTurn();
  PyOwned starts(py.PyList_New(0));
  PyOwned cancelled(py.PyList_New(0));
  PyOwned both(py.PyTuple_New(2));
  if (!starts || !cancelled || !both) {
    lane->inbox->WakeAgain();
    return nullptr;
  }
  LoopInbox::Contents contents = lane->inbox->Take();
  for (const auto& request : contents.requests) {
    const bool started =
        UnlessOutOfMemory([&] { return AppendStart(interpreter, lane, request, starts.get()); },
                          [] { return py.PyErr_NoMemory() != nullptr; });
    if (started) continue;
    // Out of memory: the end of this request, not of those behind it.
    lane->active.fetch_sub(1);
    WriteError(*interpreter, *request);
    request->phase.store(Request::Phase::kFinished);
    request->mailbox->Post(request);
  }
  for (const auto& request : contents.cancelled) AppendCancelled(lane, request, cancelled.get());
  DeliverReplies(interpreter, contents.replies);
  py.PyTuple_SetItem(both.get(), 0, starts.Release());
  py.PyTuple_SetItem(both.get(), 1, cancelled.Release());
  return both.Release();
}

// request_id(request) -> int: equal for capsules of the same request.
PyObject* RequestId(PyObject*, PyObject* capsule) {
  Ref<Request> request = RequestOfCapsule(capsule);
  if (!request) return nullptr;
  return py.PyLong_FromUnsignedLongLong(reinterpret_cast<uintptr_t>(request.get()));
}

// complete(request, ok, value_or_exception)
PyObject* Complete(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  LoopLane* lane = CurrentLoop();
  if (lane == nullptr) return nullptr;
  if (count != 3) {
    py.PyErr_SetString(py.PyExc_TypeError, "complete(request, ok, value)");
    return nullptr;
  }
  Ref<Request> request = RequestOfCapsule(arguments[0]);
  if (!request) return nullptr;
  auto running = Request::Phase::kRunning;
  if (request->phase.load() != running) return None();
  auto write = [&] {
    if (py.PyObject_IsTrue(arguments[1]) == 1) {
      return WriteResult(*interpreter, *request, PyOwned::FromBorrowed(arguments[2]));
    }
    PyOwned type(py.PyObject_Type(arguments[2]));
    py.PyErr_SetObject(type.get(), arguments[2]);
    WriteError(*interpreter, *request);
  };
  UnlessOutOfMemory(write, [&] { WriteMemoryError(*interpreter, *request); });
  lane->active.fetch_sub(1);
  lane->completed.fetch_add(1);
  if (request->phase.compare_exchange_strong(running, Request::Phase::kFinished)) {
    request->mailbox->Post(request);
  }
  return None();
}

}  // namespace

std::span<PyMethodDef> LoopFunctions() {
  static PyMethodDef functions[] = {
      {"open_inbox", Plain<OpenInbox>(), kMethO, "open_inbox(descriptor)"},
      {"take_replies", Plain<TakeReplies>(), kMethO, "take_replies(inbox)"},
      {"set_wake_socket", Plain<SetWakeSocket>(), kMethO, "set_wake_socket(descriptor)"},
      {"next_requests", Plain<NextRequests>(), kMethNoArgs, "next_requests()"},
      {"request_id", Plain<RequestId>(), kMethO, "request_id(request)"},
      {"complete", Fast<Complete>(), kMethFastcall | kMethKeywords, "complete(request, ok, value)"},
  };
  return functions;
}

}  // namespace pyloom
