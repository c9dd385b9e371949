#include "binding/sync_calls.h"

#include <algorithm>
#include <cmath>

#include "base/out_of_memory.h"
#include "binding/scalar.h"
#include "binding/utf8_text.h"
#include "platform/forked_child.h"
#include "platform/own_environ.h"
#include "pyloom/wire_reader.h"
#include "runtime/call.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {

void ReleaseAll(PyObject** objects, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (objects[i] != nullptr) py.Py_DecRef(objects[i]);
  }
}

// Takes over the arguments, of which one may be null: then, as when null is returned, a Python
// error is set.
PyOwned CallWith(PyObject* callable, PyObject** arguments, size_t count) {
  if (std::find(arguments, arguments + count, nullptr) != arguments + count) {
    ReleaseAll(arguments, count);
    return PyOwned();
  }
  if (py.PyObject_Vectorcall != nullptr) {
    PyOwned result(
        py.PyObject_Vectorcall(callable, arguments, count | kVectorcallArgumentsOffset, nullptr));
    ReleaseAll(arguments, count);
    return result;
  }
  PyOwned tuple(py.PyTuple_New(static_cast<Py_ssize_t>(count)));
  for (size_t i = 0; i < count; ++i)
    py.PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), arguments[i]);
  return PyOwned(py.PyObject_Call(callable, tuple.get(), nullptr));
}

}  // namespace

SyncCalls::SyncCalls(napi_env env, Runtime& runtime, const Ref<Mailbox>& mailbox,
                     bool is_main_thread, JsReferences* references, JsSharedBlocks* shared,
                     const SyncEntries& entries)
    : env_(env),
      runtime_(runtime),
      mailbox_(mailbox),
      buffers_(env, mailbox, references, shared),
      outbox_(env),
      lane_(runtime, mailbox.get(), is_main_thread,
            {[this](const SyncHostCall& call, SyncReply* reply) { return CallHost(call, reply); },
             [this](auto&&... parts) { return CallHostWithScalars(parts...); },
             [this] { return StillRuns(); }}) {
  napi_create_reference(env, entries.host_call, 1, &on_host_call_);
  napi_create_reference(env, entries.scalar_call, 1, &on_scalar_call_);
  napi_create_reference(env, entries.do_nothing, 1, &do_nothing_);
}

SyncCalls::~SyncCalls() {
  napi_delete_reference(env_, on_host_call_);
  napi_delete_reference(env_, on_scalar_call_);
  napi_delete_reference(env_, do_nothing_);
}

// JavaScript notices that it is to end as it enters a function.
bool SyncCalls::StillRuns() {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  napi_value callback, receiver;
  const bool runs = napi_get_reference_value(env_, do_nothing_, &callback) == napi_ok &&
                    napi_get_global(env_, &receiver) == napi_ok &&
                    napi_call_function(env_, receiver, callback, 0, nullptr, nullptr) == napi_ok;
  napi_close_handle_scope(env_, scope);
  return runs;
}

Session* SyncCalls::FindSession(uint32_t id) {
  if (!last_session_ || last_session_->id != id) last_session_ = runtime_.sessions.Find(id);
  return last_session_.get();
}

FunctionKey* SyncCalls::FindKey(uint32_t id) {
  if (id >= keys_.size()) keys_.resize(id + 1);
  if (keys_[id] == nullptr) keys_[id] = runtime_.keys.Find(id);
  return keys_[id];
}

Ref<Request> SyncCalls::NewRequest(uint32_t session, uint32_t key) {
  // None while a call is under way: a host function may make another on top of it.
  Ref<Request> request = std::move(spare_);
  if (!request) request = new Request();
  request->mailbox = mailbox_;
  request->session = FindSession(session);
  request->key = FindKey(key);
  request->lane = 0;  // bound to this thread: an awaitable is awaited here
  return request;
}

// In a worker thread, which Node is about to terminate.
napi_value SyncCalls::RefuseAtTheEnd() {
  napi_throw_error(env_, "ERR_PYLOOM_CLOSED", "The process is ending: Python takes no more calls");
  return nullptr;
}

napi_value SyncCalls::Call(uint32_t session, uint32_t key, size_t length, bool has_keywords,
                           uint32_t attachment_count, napi_value attachments, int32_t interpreter) {
  Ref<Request> request = NewRequest(session, key);
  const JsBuffers::Reading read =
      buffers_.Read(attachments, 0, attachment_count, session, &request->incoming);
  if (read == JsBuffers::Reading::kEnding) return nullptr;
  if (length > arguments_.size() || read == JsBuffers::Reading::kMalformed) {
    napi_throw_error(env_, nullptr,
                     "pyloom: a malformed call was sent to the core (this is a bug)");
    return nullptr;
  }
  request->has_keywords = has_keywords;
  request->arguments.Assign(reinterpret_cast<const uint8_t*>(arguments_.data()), length);
  if (request->session && request->session->is_remote) {
    request->interpreter = interpreter;
    if (!RunElsewhere(request)) return RefuseAtTheEnd();
    return Result(*request);
  }
  Session* const outer = lane_.session;
  const bool entered = lane_.WithPython([&] {
    Interpreter* const main = runtime_.main_interpreter();
    lane_.session = request->session.get();
    RunCall(*main, lane_.caches, *request);
    main->references.Drain();
  });
  lane_.session = outer;
  if (!entered) return RefuseAtTheEnd();
  napi_value result = Result(*request);
  // Reused as it is: what a call may leave in it is gone, but for the memory.
  request->incoming = IncomingAttachments();
  request->outgoing = OutgoingAttachments();
  request->session = nullptr;
  constexpr size_t kKept = size_t{64} * 1024;
  if (request->arguments.size() < kKept && request->result.size() < kKept)
    spare_ = std::move(request);
  return result;
}

napi_value SyncCalls::Bind(uint32_t session, uint32_t key) {
  Ref<Request> request = NewRequest(session, key);
  bool resolved = false;
  uint32_t index = 0;
  const bool entered = lane_.WithPython([&] {
    PyOwned callable;
    resolved = ResolveFor(*runtime_.main_interpreter(), lane_.caches, *request, true, &callable);
    if (resolved) index = lane_.Bind(std::move(callable));
  });
  if (!entered) return RefuseAtTheEnd();
  return resolved ? Number(env_, index) : Result(*request);
}

napi_value SyncCalls::CallBound(uint32_t session, uint32_t index, const napi_value* arguments,
                                size_t count) {
  PyObject* const bound = lane_.bound(index);
  return bound == nullptr ? nullptr : CallWithScalars(session, bound, nullptr, arguments, count);
}

napi_value SyncCalls::CallNamed(uint32_t session, uint32_t key, const napi_value* arguments,
                                size_t count) {
  const FunctionKey* const named = FindKey(key);
  return named == nullptr ? nullptr : CallWithScalars(session, nullptr, named, arguments, count);
}

PyOwned SyncCalls::FindNamed(const FunctionKey& key) {
  ShareEnviron();  // JavaScript may have set a variable
  runtime_.main_interpreter()->references.Drain();
  return FunctionFoundBefore(lane_.caches, key);
}

napi_value SyncCalls::CallWithScalars(uint32_t session, PyObject* bound, const FunctionKey* key,
                                      const napi_value* arguments, size_t count) {
  constexpr size_t kMost = 8;
  Scalar scalars[kMost];
  if (count > kMost) return nullptr;
  texts_.Begin();
  for (size_t i = 0; i < count; ++i) {
    if (!scalars[i].Read(env_, arguments[i], &texts_)) return nullptr;
  }
  Session* const own = FindSession(session);
  Session* const outer = lane_.session;
  Scalar scalar;
  bool found = false;
  Ref<Request> request;  // when the result is no scalar
  const bool entered = lane_.WithPython([&] {
    PyOwned named;
    if (bound == nullptr) named = FindNamed(*key);
    PyObject* const callable = bound == nullptr ? named.get() : bound;
    found = callable != nullptr;
    if (!found) return;
    lane_.session = own;
    PyObject* values[kMost + 1];
    for (size_t i = 0; i < count; ++i) values[i + 1] = scalars[i].ToPython(&texts_);
    PyOwned result = CallWith(callable, values + 1, count);
    Interpreter& interpreter = *runtime_.main_interpreter();
    if (InForkedChild()) EndForkedChild(interpreter);
    texts_.Begin();
    if (result && scalar.FromPython(result.get(), &texts_)) return;
    request = new Request();
    request->mailbox = mailbox_;
    request->session = own;
    request->lane = 0;  // bound to this thread: an awaitable is awaited here
    auto write = [&] {
      result ? FinishCall(interpreter, *request, std::move(result))
             : WriteError(interpreter, *request);
    };
    UnlessOutOfMemory(write, [&] { WriteMemoryError(interpreter, *request); });
  });
  lane_.session = outer;
  if (!entered) return RefuseAtTheEnd();
  if (!found) return nullptr;
  return request ? Result(*request) : scalar.ToJavaScript(env_, &texts_);
}

napi_value SyncCalls::ScalarOf(const WireWriter& writer) {
  WireReader reader(writer.data(), writer.size());
  const WireItem item = reader.Next();
  napi_value value = nullptr;
  switch (item.kind) {
    case WireItem::Kind::kDouble:
      return Number(env_, item.number);
    case WireItem::Kind::kInt:
      // A larger one becomes a bigint, which is decoded in JavaScript.
      if (std::fabs(static_cast<double>(item.integer)) <= kLargestSafeInteger) {
        napi_create_int64(env_, item.integer, &value);
      }
      return value;
    case WireItem::Kind::kBool:
      return Boolean(env_, item.boolean);
    case WireItem::Kind::kNil:
      napi_get_null(env_, &value);
      return value;
    case WireItem::Kind::kString:
      return Utf8Text(env_, item.data, item.length);
    default:
      return value;
  }
}

napi_value SyncCalls::Result(Request& request) {
  if (request.status == Request::Status::kOk && request.outgoing.buffers.empty()) {
    if (napi_value scalar = ScalarOf(request.result)) return scalar;
  }
  buffers_.Append(request.outgoing);
  WireWriter framed = WireWriter::Unlimited();
  framed.Raw(static_cast<uint32_t>(request.result.size()));
  framed.Raw(static_cast<uint32_t>(request.status));
  framed.Append(request.result.data(), request.result.size());
  napi_value pair = nullptr;
  const napi_value buffer = outbox_.Publish(framed);
  if (buffer == nullptr || napi_create_array_with_length(env_, 2, &pair) != napi_ok) return nullptr;
  napi_set_element(env_, pair, 0, buffer);
  napi_set_element(env_, pair, 1, buffers_.TakeArray());
  return pair;
}

}  // namespace pyloom
