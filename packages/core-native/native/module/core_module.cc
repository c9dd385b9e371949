#include "module/core_module.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "base/out_of_memory.h"
#include "convert/from_python.h"
#include "convert/to_python.h"
#include "module/events.h"
#include "module/guarded.h"
#include "module/home_imports.h"
#include "module/host_calls.h"
#include "module/js_handle.h"
#include "module/request_capsule.h"
#include "platform/fault_handlers.h"
#include "platform/forked_child.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/async_inbox.h"
#include "runtime/call.h"
#include "runtime/interpreter.h"
#include "runtime/item_message.h"
#include "runtime/lane.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"

namespace pyloom {

namespace {

constexpr char kInterpreterName[] = "pyloom.interpreter";
constexpr char kInboxName[] = "pyloom.inbox";

Interpreter* InterpreterOf(PyObject* self) {
  return static_cast<Interpreter*>(py.PyCapsule_GetPointer(self, kInterpreterName));
}

PyObject* None() {
  py.Py_IncRef(py._Py_NoneStruct);
  return py._Py_NoneStruct;
}

PyObject* Bool(bool value) { return py.PyBool_FromLong(value ? 1 : 0); }

bool TextOf(PyObject* object, const char* what, std::string* text) {
  Py_ssize_t length = 0;
  const char* utf8 = py.PyUnicode_AsUTF8AndSize(object, &length);
  if (utf8 == nullptr) {
    py.PyErr_Clear();
    py.PyErr_SetString(py.PyExc_TypeError, (std::string(what) + " must be a str").c_str());
    return false;
  }
  text->assign(utf8, static_cast<size_t>(length));
  return true;
}

Lane* LoopLane() {
  if (current_lane != nullptr && current_lane->inbox) return current_lane;
  py.PyErr_SetString(py.PyExc_RuntimeError, "this thread is no asyncio lane");
  return nullptr;
}

PyObject* RaiseUnknownFunction(const Interpreter& interpreter, const std::string& name) {
  py.PyErr_SetString(interpreter.glue.unknown_function,
                     ("no JavaScript function is registered as '" + name +
                      "'; register it with registerFunction('" + name + "', ...)")
                         .c_str());
  return nullptr;
}

// A Python error is set then.
bool RefusedInForkedChild() {
  if (!InForkedChild()) return false;
  py.PyErr_SetString(py.PyExc_RuntimeError,
                     "this process is a child of fork(): JavaScript is in its parent alone, and "
                     "nothing of it can be called from here");
  return true;
}

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

// The inbox of a loop of the program's own, or, for None, of this asyncio lane. Null: a Python
// error is set.
Ref<AsyncInbox> InboxOf(PyObject* capsule) {
  if (capsule != py._Py_NoneStruct)
    return static_cast<AsyncInbox*>(py.PyCapsule_GetPointer(capsule, kInboxName));
  Lane* lane = LoopLane();
  return lane == nullptr ? nullptr : lane->inbox;
}

// open_inbox(descriptor) -> inbox: a byte is sent there when a reply has come
PyObject* OpenInbox(PyObject*, PyObject* descriptor) {
  int overflow = 0;
  const long long socket = py.PyLong_AsLongLongAndOverflow(descriptor, &overflow);
  if (socket == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  Ref<AsyncInbox> inbox = new AsyncInbox();
  inbox->SetWakeSocket(static_cast<intptr_t>(socket));
  PyObject* capsule = py.PyCapsule_New(inbox.get(), kInboxName, [](PyObject* object) {
    auto closed = Ref<AsyncInbox>::Adopt(
        static_cast<AsyncInbox*>(py.PyCapsule_GetPointer(object, kInboxName)));
    for (const auto& reply : closed->Close().replies) py.Py_DecRef(reply.done);
  });
  if (capsule != nullptr) inbox.Leak();
  return capsule;
}

// take_replies(inbox): tells those that wait for what has come
PyObject* TakeReplies(PyObject* self, PyObject* capsule) {
  Ref<AsyncInbox> inbox = InboxOf(capsule);
  if (!inbox) return nullptr;
  DeliverReplies(InterpreterOf(self), inbox->Take().replies);
  return None();
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
  Ref<AsyncInbox> inbox = InboxOf(arguments[4]);
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

struct NativeOutput {
  WireWriter writer;
  pyloom_native_output output{this, [](void* sink, const uint8_t* bytes, size_t length) {
                                try {
                                  static_cast<NativeOutput*>(sink)->writer.Append(bytes, length);
                                  return 0;
                                } catch (const std::bad_alloc&) {
                                  return -1;
                                }
                              }};
};

PyObject* RaiseNativeFailure(const Interpreter& interpreter, pyloom_native_status status,
                             const WireWriter& text) {
  PyObject* type = py.PyExc_RuntimeError;
  switch (status) {
    case PYLOOM_NATIVE_OK:
      break;
    case PYLOOM_NATIVE_TYPE_ERROR:
      type = py.PyExc_TypeError;
      break;
    case PYLOOM_NATIVE_VALUE_ERROR:
      type = py.PyExc_ValueError;
      break;
    case PYLOOM_NATIVE_OVERFLOW_ERROR:
      type = py.PyExc_OverflowError;
      break;
    case PYLOOM_NATIVE_FULL_ERROR:
      type = interpreter.glue.state_full;
      break;
    case PYLOOM_NATIVE_MEMORY_ERROR:
      return py.PyErr_NoMemory();
  }
  PyOwned message(py.PyUnicode_DecodeUTF8(reinterpret_cast<const char*>(text.data()),
                                          static_cast<Py_ssize_t>(text.size()), "replace"));
  if (message) py.PyErr_SetObject(type, message.get());
  return nullptr;
}

// native(name, *args): a function that another native package lent, without JavaScript in between.
PyObject* Native(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  std::string name;
  if (count < 1) {
    py.PyErr_SetString(py.PyExc_TypeError, "native() needs a name");
    return nullptr;
  }
  if (!TextOf(arguments[0], "a name", &name)) return nullptr;
  const Behalf behalf = CurrentBehalf(*interpreter);
  const Ref<Session> session =
      behalf.session ? behalf.session : Runtime::Get().sessions.NewestWithNativeFunction(name);
  const auto function = session ? session->FindNativeFunction(name) : nullptr;
  if (!function) return RaiseUnknownFunction(*interpreter, name);
  WireWriter writer;
  writer.ArrayHeader(static_cast<size_t>(count - 1));
  FromPython converter(interpreter, &writer, nullptr, nullptr);
  for (Py_ssize_t i = 1; i < count; ++i) {
    if (converter.Encode(arguments[i])) continue;
    if (converter.failure().failed()) {
      converter.failure().InRoot("args[" + std::to_string(i - 1) + "]");
      RaiseConversionFailure(*interpreter, converter.failure());
    }
    return nullptr;
  }
  NativeOutput output;
  const pyloom_native_status status =
      function->Invoke(writer.data(), writer.size(), &output.output);
  if (status != PYLOOM_NATIVE_OK) return RaiseNativeFailure(*interpreter, status, output.writer);
  WireReader reader(output.writer.data(), output.writer.size());
  StringCache none;
  none.Disable();
  ToPython decoder(interpreter, current_lane != nullptr ? &current_lane->caches.strings : &none,
                   nullptr, nullptr);
  PyObject* result = decoder.Decode(reader);
  if (result == nullptr && decoder.failure().failed()) {
    py.PyErr_SetString(py.PyExc_RuntimeError, decoder.failure().message().c_str());
  }
  return result;
}

std::optional<EventKind> EventKindIn(PyObject* object) {
  std::string name;
  if (!TextOf(object, "the kind of an event", &name)) return std::nullopt;
  const std::optional<EventKind> kind = EventKindOf(name);
  if (!kind) {
    py.PyErr_SetString(py.PyExc_ValueError, ("there are no events of the kind " + name).c_str());
  }
  return kind;
}

// emit(kind, payload) -> taken
PyObject* Emit(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "emit(kind, payload)");
    return nullptr;
  }
  const std::optional<EventKind> kind = EventKindIn(arguments[0]);
  if (!kind) return nullptr;
  const std::optional<bool> taken = EmitEvent(InterpreterOf(self), *kind, arguments[1]);
  return taken ? Bool(*taken) : nullptr;
}

// listens(kind): whether emit() would be taken
PyObject* ListensTo(PyObject* self, PyObject* name) {
  const std::optional<EventKind> kind = EventKindIn(name);
  return kind ? Bool(Listens(*InterpreterOf(self), *kind)) : nullptr;
}

// client() -> int: for belong_to_client(), in a thread that the caller starts. 0: there is none.
PyObject* Client(PyObject* self, PyObject*) {
  const Ref<Session> session = ClientInCharge(*InterpreterOf(self));
  return py.PyLong_FromLongLong(session ? session->id : 0);
}

// belong_to_client(client): what this thread prints goes there
PyObject* BelongTo(PyObject*, PyObject* client) {
  int overflow = 0;
  const long long id = py.PyLong_AsLongLongAndOverflow(client, &overflow);
  if (id == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  BelongToClient(static_cast<uint32_t>(id));
  return None();
}

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
  const Behalf behalf = CurrentBehalf(*interpreter);
  if (!behalf.request || behalf.request->is_broadcast()) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "send() is for what JavaScript has called");
    return nullptr;
  }
  Ref<ItemMessage> message = new ItemMessage(behalf.request);
  FromPython converter(interpreter, &message->value, behalf.session.get(), &message->outgoing);
  if (!converter.Encode(value)) {
    if (converter.failure().failed()) {
      converter.failure().InRoot("item");
      RaiseUnsentItem(*interpreter, converter.failure());
    }
    return nullptr;
  }
  behalf.request->environment->Post(message);
  return None();
}

// error_id(handle) -> int, or None when it is no error of the thread that made the call in charge
PyObject* ErrorId(PyObject* self, PyObject* handle) {
  HeldValue* error = ValueOfHandle(handle);
  const Behalf behalf = CurrentBehalf(*InterpreterOf(self));
  if (error == nullptr || !behalf.session || behalf.session->environment != error->environment)
    return None();
  if (behalf.request) behalf.request->outgoing.held.push_back(error);
  return py.PyLong_FromLongLong(error->id);
}

// The name of src/session.ts under which JavaScript numbers the moments of callSync.
constexpr const char* kSyncContext = "_sync_context";

// call_id() -> int: by which JavaScript knows the call in charge; None outside of any. In callSync
// JavaScript is asked, on this very stack, and only there: nothing is noted beforehand, so that a
// call without spans pays nothing.
PyObject* CallId(PyObject* self, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  if (current_sync_lane != nullptr) {
    HostFunctionTarget target;
    if (!FindHostFunction(*interpreter, kSyncContext, &target)) return None();
    return CallHostFunction(interpreter, target, nullptr, 0, nullptr).Release();
  }
  const Behalf behalf = CurrentBehalf(*interpreter);
  if (!behalf.request || behalf.request->is_broadcast()) return None();
  return py.PyLong_FromLongLong(behalf.request->call_id);
}

PyObject* InterpreterId(PyObject* self, PyObject*) {
  return py.PyLong_FromLongLong(InterpreterOf(self)->id);
}

// is_bound(): whether the request in charge cannot go elsewhere, to an event loop say
PyObject* IsBound(PyObject* self, PyObject*) {
  const Behalf behalf = CurrentBehalf(*InterpreterOf(self));
  return Bool(behalf.request && behalf.request->IsBound());
}

// has_interpreters(): whether there is one beside the main one
PyObject* HasInterpreters(PyObject*, PyObject*) {
  return Bool(!InForkedChild() && Runtime::Get().Interpreters().size() > 1);
}

PyObject* LaneId(PyObject*, PyObject*) {
  return py.PyLong_FromLongLong(current_lane == nullptr ? -1
                                                        : static_cast<long long>(current_lane->id));
}

// raise_in_thread(ident, exception class)
PyObject* RaiseInThread(PyObject*, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "raise_in_thread(ident, exception)");
    return nullptr;
  }
  int overflow = 0;
  const long long ident = py.PyLong_AsLongLongAndOverflow(arguments[0], &overflow);
  if (ident == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  return Bool(py.PyThreadState_SetAsyncExc(static_cast<unsigned long>(ident), arguments[1]) == 1);
}

// run_on_main_thread(function): later, on Python's main thread, in the main interpreter. What it
// raises is lost. Until it returns no interpreter is made.
PyObject* RunOnMainThread(PyObject*, PyObject* function) {
  if (RefusedInForkedChild()) return nullptr;
  py.Py_IncRef(function);
  Runtime::Get().OnMainInterpreter([function] {
    const PyOwned held(function);
    if (!PyOwned(py.PyObject_CallObject(function, nullptr))) py.PyErr_Clear();
  });
  return None();
}

// note_gil(): an import has switched the GIL on
PyObject* NoteGil(PyObject*, PyObject*) {
  Runtime::Get().NoteGil();
  return None();
}

// The function that shield() was given is `self`.
PyObject* CallShielded(PyObject* function, PyObject* arguments, PyObject* keywords) {
  Lane* lane = current_lane;  // a thread of the program's own is never interrupted
  if (lane == nullptr) return py.PyObject_Call(function, arguments, keywords);
  lane->BeginShield();
  PyObject* result = py.PyObject_Call(function, arguments, keywords);
  lane->EndShield();
  return result;
}

// shield(function) -> a function that does the same, and is not interrupted. One without a frame:
// Python cuts the frames of its import machinery out of tracebacks where they lie side by side.
PyObject* Shield(PyObject*, PyObject* function) {
  static PyMethodDef definition = {"shielded", reinterpret_cast<PyCFunction>(&CallShielded),
                                   kMethVarargs | kMethKeywords, "shielded(*args, **kwargs)"};
  return py.PyCFunction_NewEx(&definition, function, nullptr);
}

// After faulthandler was enabled.
PyObject* KeepHandlers(PyObject*, PyObject*) {
  KeepFaultHandlers();
  return None();
}

PyObject* SetWakeSocket(PyObject*, PyObject* descriptor) {
  Lane* lane = LoopLane();
  if (lane == nullptr) return nullptr;
  int overflow = 0;
  const long long value = py.PyLong_AsLongLongAndOverflow(descriptor, &overflow);
  if (value == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  lane->inbox->SetWakeSocket(static_cast<intptr_t>(value));
  return None();
}

// What another lane's call has returned: (request, awaitable, None, None).
bool AppendAwaitable(const Ref<Request>& request, PyObject* list) {
  PyOwned awaitable(std::exchange(request->awaitable, nullptr));
  PyOwned start(py.PyTuple_New(4));
  if (!start) return false;
  py.PyTuple_SetItem(start.get(), 0, MakeRequestCapsule(request).Release());
  py.PyTuple_SetItem(start.get(), 1, awaitable.Release());
  py.PyTuple_SetItem(start.get(), 2, None());
  py.PyTuple_SetItem(start.get(), 3, None());
  return py.PyList_Append(list, start.get()) == 0;
}

// What a loop is to start: [(request, callable, args, kwargs or None)]. Whatever fails before that
// is answered here.
bool AppendStart(Interpreter* interpreter, Lane* lane, const Ref<Request>& request,
                 PyObject* list) {
  auto queued = Request::Phase::kQueued;
  request->runner.store(lane);
  if (!request->phase.compare_exchange_strong(queued, Request::Phase::kRunning)) {
    lane->active.fetch_sub(1);  // cancelled meanwhile
    return true;
  }
  PyOwned callable;
  CallArguments arguments;
  py.PyErr_Clear();
  if (request->awaitable != nullptr) return AppendAwaitable(request, list);
  if (!ResolveFor(*interpreter, lane->caches, *request, true, &callable) ||
      !arguments.Decode(*interpreter, lane->caches, *request)) {
    lane->active.fetch_sub(1);
    request->phase.store(Request::Phase::kFinished);
    request->environment->Post(request);
    return true;
  }
  PyOwned start(py.PyTuple_New(4));
  if (!start) return false;
  PyOwned keywords = arguments.keywords();
  py.PyTuple_SetItem(start.get(), 0, MakeRequestCapsule(request).Release());
  py.PyTuple_SetItem(start.get(), 1, callable.Release());
  py.PyTuple_SetItem(start.get(), 2, arguments.Tuple().Release());
  py.PyTuple_SetItem(start.get(), 3, keywords ? keywords.Release() : None());
  return py.PyList_Append(list, start.get()) == 0;
}

// next_requests() -> (starts, cancelled)
PyObject* NextRequests(PyObject* self, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  Lane* lane = LoopLane();
  if (lane == nullptr) return nullptr;
  interpreter->references.Drain();
  lane->pool->TakeBack(lane);  // the loop has come to a turn
  AsyncInbox::Contents contents = lane->inbox->Take();
  PyOwned starts(py.PyList_New(0));
  PyOwned cancelled(py.PyList_New(0));
  PyOwned both(py.PyTuple_New(2));
  if (!starts || !cancelled || !both) return nullptr;
  for (const auto& request : contents.requests) {
    const bool started =
        UnlessOutOfMemory([&] { return AppendStart(interpreter, lane, request, starts.get()); },
                          [] { return py.PyErr_NoMemory() != nullptr; });
    if (started) continue;
    // Out of memory: the end of this request, not of those behind it.
    lane->active.fetch_sub(1);
    WriteError(*interpreter, *request);
    request->phase.store(Request::Phase::kFinished);
    request->environment->Post(request);
  }
  for (const auto& request : contents.cancelled) {
    PyOwned capsule = MakeRequestCapsule(request);
    if (!capsule || py.PyList_Append(cancelled.get(), capsule.get()) != 0) return nullptr;
  }
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

// without_new_threads(function) -> its result: no lane starts meanwhile.
PyObject* WithoutNewThreads(PyObject*, PyObject* function) {
  return WithoutNewThreadStates([=] { return py.PyObject_CallObject(function, nullptr); });
}

// complete(request, ok, value_or_exception)
PyObject* Complete(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  Interpreter* interpreter = InterpreterOf(self);
  Lane* lane = LoopLane();
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
    request->environment->Post(request);
  }
  return None();
}

}  // namespace

bool InstallCoreModule(Interpreter* interpreter) {
  static PyMethodDef definitions[] = {
      {"call", Fast<Call>(), kMethFastcall | kMethKeywords, "call(name, *args, **kwargs)"},
      {"call_async_start", Fast<CallAsyncStart>(), kMethFastcall | kMethKeywords,
       "call_async_start(name, args, kwargs, on_done, inbox)"},
      {"open_inbox", Plain<OpenInbox>(), kMethO, "open_inbox(descriptor)"},
      {"take_replies", Plain<TakeReplies>(), kMethO, "take_replies(inbox)"},
      {"describe", Plain<Describe>(), kMethO, "describe(function or name)"},
      {"is_registered", Plain<IsRegistered>(), kMethO, "is_registered(name)"},
      {"native", Fast<Native>(), kMethFastcall | kMethKeywords, "native(name, *args)"},
      {"emit", Fast<Emit>(), kMethFastcall | kMethKeywords, "emit(kind, payload)"},
      {"listens", Plain<ListensTo>(), kMethO, "listens(kind)"},
      {"client", Plain<Client>(), kMethNoArgs, "client()"},
      {"belong_to_client", Plain<BelongTo>(), kMethO, "belong_to_client(client)"},
      {"send", Plain<Send>(), kMethO, "send(value)"},
      {"error_id", Plain<ErrorId>(), kMethO, "error_id(handle)"},
      {"call_id", Plain<CallId>(), kMethNoArgs, "call_id()"},
      {"interpreter_id", Plain<InterpreterId>(), kMethNoArgs, "interpreter_id()"},
      {"is_bound", Plain<IsBound>(), kMethNoArgs, "is_bound()"},
      {"has_interpreters", Plain<HasInterpreters>(), kMethNoArgs, "has_interpreters()"},
      {"lane_id", Plain<LaneId>(), kMethNoArgs, "lane_id()"},
      {"raise_in_thread", Fast<RaiseInThread>(), kMethFastcall | kMethKeywords,
       "raise_in_thread(ident, exception)"},
      {"run_on_main_thread", Plain<RunOnMainThread>(), kMethO, "run_on_main_thread(function)"},
      {"note_gil", Plain<NoteGil>(), kMethNoArgs, "note_gil()"},
      {"keep_fault_handlers", Plain<KeepHandlers>(), kMethNoArgs, "keep_fault_handlers()"},
      {"shield", Plain<Shield>(), kMethO, "shield(function)"},
      {"set_wake_socket", Plain<SetWakeSocket>(), kMethO, "set_wake_socket(descriptor)"},
      {"next_requests", Plain<NextRequests>(), kMethNoArgs, "next_requests()"},
      {"without_new_threads", Plain<WithoutNewThreads>(), kMethO, "without_new_threads(function)"},
      {"request_id", Plain<RequestId>(), kMethO, "request_id(request)"},
      {"complete", Fast<Complete>(), kMethFastcall | kMethKeywords, "complete(request, ok, value)"},
  };
  PyOwned module(py.PyModule_New("_pyloom_core"));
  PyOwned capsule(py.PyCapsule_New(interpreter, kInterpreterName, nullptr));
  if (!module || !capsule) return false;
  auto add = [&](PyMethodDef& definition) {
    PyOwned function(py.PyCFunction_NewEx(&definition, capsule.get(), nullptr));
    return function &&
           py.PyObject_SetAttrString(module.get(), definition.name, function.get()) == 0;
  };
  for (auto& definition : definitions) {
    if (!add(definition)) return false;
  }
  for (auto& definition : HomeImportFunctions()) {
    if (!add(definition)) return false;
  }
  return py.PyObject_SetAttrString(module.get(), "request_variable",
                                   interpreter->glue.request_variable) == 0 &&
         py.PyDict_SetItemString(py.PyImport_GetModuleDict(), "_pyloom_core", module.get()) == 0;
}

}  // namespace pyloom
