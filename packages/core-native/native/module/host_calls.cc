#include "module/host_calls.h"

#include "base/out_of_memory.h"
#include "convert/from_python.h"
#include "convert/js_handle.h"
#include "convert/text_of.h"
#include "convert/to_python.h"
#include "python/gil.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/loop_inbox.h"
#include "runtime/request_capsule.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"
#include "runtime/thread_lane.h"
#include "runtime/thread_pool.h"

namespace pyloom {

namespace {

StringCache& Strings() {
  // What a Python thread of its own keeps here goes with the thread, without a GIL, so that it must
  // stay empty: nothing is cached for it.
  thread_local StringCache none;
  if (CallCaches* const caches = CachesOfThisThread()) return caches->strings;
  none.Disable();
  return none;
}

bool EncodeArguments(Interpreter* interpreter, Session* session, PyObject* const* arguments,
                     size_t count, PyObject* keywords, WireWriter* writer,
                     OutgoingAttachments* attachments) {
  FromPython converter(interpreter, writer, session, attachments);
  writer->ArrayHeader(count);
  for (size_t i = 0; i < count; ++i) {
    if (converter.Encode(arguments[i])) continue;
    converter.failure().InRoot("args[" + std::to_string(i) + "]");
    return RaiseConversionFailure(*interpreter, converter.failure());
  }
  if (keywords != nullptr && !converter.EncodeKeywords(keywords)) {
    converter.failure().InRoot("kwargs");
    return RaiseConversionFailure(*interpreter, converter.failure());
  }
  return true;
}

// Raises JSError(name, message, stack, handle), the handle keeping the very error for the caller.
void RaiseJsError(Interpreter* interpreter, const IncomingAttachments& incoming,
                  WireReader reader) {
  ToPython converter(interpreter, &Strings(), nullptr, nullptr);
  PyOwned parts(converter.Decode(reader));  // [name, message, stack]
  if (!parts || TypeOf(parts.get()) != py.PyList_Type || py.PyList_Size(parts.get()) != 3 ||
      incoming.held.empty()) {
    return py.PyErr_SetString(py.PyExc_RuntimeError,
                              "a JavaScript function failed with a malformed error");
  }
  PyOwned arguments(py.PyTuple_New(4));
  PyOwned handle = MakeJsHandle(incoming.held.front());
  if (!arguments || !handle) return;
  for (Py_ssize_t i = 0; i < 3; ++i) {
    py.PyTuple_SetItem(arguments.get(), i,
                       PyOwned::FromBorrowed(py.PyList_GetItem(parts.get(), i)).Release());
  }
  py.PyTuple_SetItem(arguments.get(), 3, handle.Release());
  PyOwned error(py.PyObject_CallObject(interpreter->glue.js_error, arguments.get()));
  if (error) py.PyErr_SetObject(interpreter->glue.js_error, error.get());
}

PyOwned DecodeReply(Interpreter* interpreter, Mailbox* mailbox, const uint8_t* bytes, size_t length,
                    const IncomingAttachments* incoming) {
  WireReader reader(bytes, length);
  ToPython converter(interpreter, &Strings(), incoming, mailbox);
  PyOwned value(converter.Decode(reader));
  if (!value && !converter.failure().failed() &&
      py.PyErr_ExceptionMatches(interpreter->glue.needs_home) != 0) {
    // The call that is under way cannot go home any more.
    const std::string module = TakeImportErrorText();
    converter.failure().Fail(
        module + " refuses sub-interpreters, and the function that asked runs in one: import " +
        module + " in the module of that function, and its calls run where " + module +
        " can be had");
  }
  if (!value && converter.failure().failed()) {
    converter.failure().InRoot("result");
    RaiseConversionFailure(*interpreter, converter.failure());
  }
  return value;
}

PyOwned TakeOutcome(Interpreter* interpreter, HostCall& call) {
  switch (call.outcome()) {
    case HostCall::Outcome::kValue:
      return DecodeReply(interpreter, call.mailbox.get(), call.reply().data(), call.reply().size(),
                         &call.reply_attachments);
    case HostCall::Outcome::kError:
      RaiseJsError(interpreter, call.reply_attachments, {call.reply().data(), call.reply().size()});
      return PyOwned();
    case HostCall::Outcome::kCancelled:
      py.PyErr_SetNone(interpreter->glue.interrupted);
      return PyOwned();
    case HostCall::Outcome::kWaiting:
    case HostCall::Outcome::kGone:
      break;
  }
  py.PyErr_SetString(py.PyExc_RuntimeError,
                     "the JavaScript thread that registered this function has ended");
  return PyOwned();
}

Ref<HostCall> MakeCall(Interpreter* interpreter, const HostFunctionTarget& target,
                       const Caller& caller, PyObject* const* arguments, size_t count,
                       PyObject* keywords) {
  Ref<HostCall> call = new HostCall();
  call->mailbox = target.mailbox;
  call->session = target.session;
  call->function = target.function;
  call->has_keywords = keywords != nullptr;
  call->caller = caller.request;
  // Whose function it is, which is another client than the caller's when it was handed on.
  const Ref<Session> session = interpreter->runtime.sessions.Find(target.session);
  if (!EncodeArguments(interpreter, session.get(), arguments, count, keywords, &call->arguments,
                       &call->outgoing)) {
    return nullptr;
  }
  return call;
}

// What a function of this thread answered. Null with a Python error set, as always.
PyOwned TakeReply(Interpreter* interpreter, const SyncLane& owner, const SyncReply& reply) {
  if (reply.is_error) {
    RaiseJsError(interpreter, reply.incoming, {reply.bytes, reply.length});
    return PyOwned();
  }
  return DecodeReply(interpreter, owner.mailbox, reply.bytes, reply.length, &reply.incoming);
}

// By a message. False: the thread is being terminated, or an argument cannot cross, and the Python
// error is set.
bool CallWithMessage(Interpreter* interpreter, SyncLane& lane, SyncLane& owner,
                     const HostFunctionTarget& target, PyObject* const* arguments, size_t count,
                     PyObject* keywords, SyncReply* reply) {
  WireWriter writer;
  OutgoingAttachments attachments;
  const Ref<Session> of_owner =
      &owner == &lane ? nullptr : interpreter->runtime.sessions.Find(target.session);
  if (!EncodeArguments(interpreter, &owner == &lane ? lane.session : of_owner.get(), arguments,
                       count, keywords, &writer, &attachments)) {
    return false;
  }
  const SyncHostCall call{target.session, target.function, keywords != nullptr, &writer,
                          &attachments};
  bool called = false;
  {
    GilRelease released;
    current_sync_lane = nullptr;
    called = owner.javascript.call_host(call, reply);
    current_sync_lane = &lane;
  }
  if (!called) py.PyErr_SetNone(interpreter->glue.interrupted);
  return called;
}

// Inside callSync a function of this thread is called on this very stack; waiting for the thread's
// event loop would be for ever. `owner` is the lane of the copy of the package that has the
// function, `lane` that of the one that called Python.
PyOwned CallDirectly(Interpreter* interpreter, SyncLane& lane, SyncLane& owner,
                     const HostFunctionTarget& target, PyObject* const* arguments, size_t count,
                     PyObject* keywords) {
  Session* const session = lane.session;
  SyncReply reply;
  PyOwned value;
  const Direct direct =
      keywords != nullptr ? Direct::kNotTried
                          : owner.javascript.call_host_with_scalars(
                                target.session, target.function, arguments, count, &value, &reply);
  const bool replied =
      direct == Direct::kReply ||
      (direct == Direct::kNotTried &&
       CallWithMessage(interpreter, lane, owner, target, arguments, count, keywords, &reply));
  lane.session = session;
  if (direct == Direct::kEnding) py.PyErr_SetNone(interpreter->glue.interrupted);
  return replied ? TakeReply(interpreter, owner, reply) : std::move(value);
}

}  // namespace

bool RaiseConversionFailure(const Interpreter& interpreter, const ConversionFailure& failure) {
  if (!failure.failed()) return false;
  py.PyErr_SetString(interpreter.glue.conversion_error,
                     (failure.path() + ": " + failure.message()).c_str());
  return false;
}

namespace {

// The wait of a thread for a host call, as its pool sees it.
class Wait {
 public:
  explicit Wait(const Interpreter& interpreter) : lane_(current_lane) {
    if (lane_ != nullptr) {
      lane_->BeginWait();
    } else {
      pool_ = &interpreter.pool;
      pool_->OnThreadWait(true);
    }
  }
  ~Wait() { lane_ != nullptr ? lane_->EndWait() : pool_->OnThreadWait(false); }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

 private:
  ThreadLane* const lane_;
  ThreadPool* pool_ = nullptr;  // where lanes may be waiting for a Python thread of its own
};

// For a function of another thread. Nothing wakes a JavaScript thread that is to end: it asks. Nor
// is it stopped when the process ends, which waits until its worker threads have ended.
HostCall::Work WaitOnJavaScriptThread(SyncLane& lane, HostCall& call) {
  constexpr std::chrono::milliseconds kBetweenQuestions(20);
  for (;;) {
    HostCall::Work work = call.WaitForWork(kBetweenQuestions);
    if (work.nested || work.look_in_pool || work.finished) return work;
    current_sync_lane = nullptr;
    const bool still_runs = lane.javascript.still_runs();
    current_sync_lane = &lane;
    if (!still_runs) call.Finish(HostCall::Outcome::kCancelled);
  }
}

// A call of a request that has been cancelled meanwhile ends at once; of one that is cancelled from
// here on, Runtime::Cancel finds it in the table.
void Open(Runtime& runtime, const Ref<HostCall>& call) noexcept {
  const AllocationsMayFail vital(false);
  runtime.host_calls.Add(call);
  if (call->caller && call->caller->cancelled.load()) call->Finish(HostCall::Outcome::kCancelled);
}

}  // namespace

PyOwned CallHostFunction(Interpreter* interpreter, const HostFunctionTarget& target,
                         PyObject* const* arguments, size_t count, PyObject* keywords) {
  SyncLane* const sync = current_sync_lane;
  SyncLane* const owner = sync == nullptr ? nullptr : sync->OnThisThread(target.mailbox.get());
  if (owner != nullptr) {
    return CallDirectly(interpreter, *sync, *owner, target, arguments, count, keywords);
  }
  const Caller caller = CurrentCaller();
  Ref<HostCall> call = MakeCall(interpreter, target, caller, arguments, count, keywords);
  if (!call) return PyOwned();
  call->serves_nested = current_lane != nullptr && caller.request;
  Open(interpreter->runtime, call);
  {
    Wait wait(*interpreter);
    target.mailbox->Post(call);
    for (;;) {
      HostCall::Work work;
      {
        GilRelease released;
        if (sync == nullptr) {
          work = call->WaitForWork();
          interpreter->runtime.StopIfExiting();
        } else {
          work = WaitOnJavaScriptThread(*sync, *call);
        }
      }
      if (work.look_in_pool) {
        work.nested = current_lane->TakeNested(call->token);
        if (work.nested) call->NoteWaitingInPool();  // there may be more
      }
      if (work.nested) {
        current_lane->ServeNested(std::move(work.nested));
      } else if (work.finished) {
        break;
      }
    }
  }
  interpreter->runtime.host_calls.Remove(call->token);
  return TakeOutcome(interpreter, *call);
}

uint64_t StartHostCall(Interpreter* interpreter, const HostFunctionTarget& target,
                       PyObject* const* arguments, size_t count, PyObject* keywords, PyObject* done,
                       const Ref<LoopInbox>& inbox) {
  const Caller caller = CurrentCaller();
  Ref<HostCall> call = MakeCall(interpreter, target, caller, arguments, count, keywords);
  if (!call) return 0;
  // A loop of the program's own keeps the lane that it runs on busy, or makes a lane wait for its
  // thread.
  ThreadLane* const lane = current_lane;
  Request* const waiting =
      lane != nullptr && lane->loop() == nullptr ? caller.request.get() : nullptr;
  ThreadPool* const pool = lane == nullptr ? &interpreter->pool : nullptr;
  py.Py_IncRef(done);
  // On a JavaScript thread: the loop is told, and goes on by itself.
  call->on_finished = [interpreter, inbox, done, lane, waiting, pool, raw = call.get()] {
    Ref<HostCall> finished(raw);
    interpreter->runtime.host_calls.Remove(finished->token);
    if (waiting != nullptr && waiting->EndAsyncWait()) lane->NoteWait(false);
    if (pool != nullptr) pool->OnThreadWait(false);
    if (!inbox->PushReply({finished, done})) interpreter->references.Discard(done);
  };
  if (waiting != nullptr && waiting->BeginAsyncWait()) lane->NoteWait(true);
  if (pool != nullptr) pool->OnThreadWait(true);
  Open(interpreter->runtime, call);
  target.mailbox->Post(call);
  return call->token;
}

void DeliverReplies(Interpreter* interpreter, const std::vector<LoopInbox::Reply>& replies) {
  for (const auto& reply : replies) {
    PyOwned callback(reply.done);
    // Out of memory: an answer to its own coroutine, and none to those of the others.
    PyOwned value = UnlessOutOfMemory([&] { return TakeOutcome(interpreter, *reply.call); },
                                      [] { return PyOwned(py.PyErr_NoMemory()); });
    const bool ok = static_cast<bool>(value);
    if (!ok) {
      PyObject *type = nullptr, *error = nullptr, *traceback = nullptr;
      py.PyErr_Fetch(&type, &error, &traceback);
      py.PyErr_NormalizeException(&type, &error, &traceback);
      PyOwned owned_type(type), owned_traceback(traceback);
      value.Reset(error);
    }
    PyOwned both(py.PyTuple_New(2));
    if (!both || !value) {
      py.PyErr_Clear();
      continue;
    }
    py.PyTuple_SetItem(both.get(), 0, py.PyBool_FromLong(ok ? 1 : 0));
    py.PyTuple_SetItem(both.get(), 1, value.Release());
    if (!PyOwned(py.PyObject_CallObject(callback.get(), both.get()))) py.PyErr_Clear();
  }
}

}  // namespace pyloom
