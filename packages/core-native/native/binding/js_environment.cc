#include "binding/js_environment.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "binding/backing_store.h"
#include "convert/from_python.h"
#include "platform/cpu.h"
#include "python/type_of.h"
#include "runtime/call.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/item_message.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

constexpr uint32_t kNoCaller = 0xffffffff;
constexpr uint8_t kFrameCall = 1;
constexpr uint8_t kFrameReply = 2;
constexpr uint8_t kFrameRelease = 3;
constexpr uint8_t kFlagKeywords = 1;
constexpr uint8_t kFlagBroadcast = 2;
constexpr size_t kFirstCapacity = 64 * 1024;
// A batch is delivered in pieces of about this size, so that one large result does not hold up many
// small ones.
constexpr size_t kBatchBytes = 1 << 20;
constexpr uint64_t kPollNanoseconds = 20'000;
constexpr uint64_t kQuickAnswer = 80'000;  // with the waking of both threads
constexpr int kMostPollCredit = 8;
constexpr int kCreditForHostCalls = 2;
constexpr uint64_t kLongestTurn = 1'000'000;

napi_value Undefined(napi_env env) {
  napi_value value;
  napi_get_undefined(env, &value);
  return value;
}

napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

void Throw(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
}

// A typed array or a DataView, and where it lies.
struct ViewInfo {
  napi_value buffer = nullptr;
  size_t offset = 0;
  uint8_t* data = nullptr;
  size_t length = 0;

  bool Read(napi_env env, napi_value view) {
    bool is = false;
    void* memory = nullptr;
    if (napi_is_typedarray(env, view, &is) == napi_ok && is) {
      napi_typedarray_type type;
      static constexpr size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
      if (napi_get_typedarray_info(env, view, &type, &length, &memory, &buffer, &offset) != napi_ok)
        return false;
      length *= kSizes[type];
    } else if (napi_get_dataview_info(env, view, &length, &memory, &buffer, &offset) != napi_ok) {
      return false;
    }
    data = static_cast<uint8_t*>(memory);
    return true;
  }
};

}  // namespace

JsEnvironment::JsEnvironment(napi_env env, napi_value on_messages, napi_value on_sync_call)
    : env_(env) {
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  environment_ = new Environment(env, loop, [this] { Drain(); }, [this] { WaitWithoutSleeping(); });
  napi_create_reference(env, on_messages, 1, &on_messages_);
  napi_create_reference(env, on_sync_call, 1, &on_sync_call_);
  napi_value resource, name;
  napi_create_object(env, &resource);
  napi_create_string_utf8(env, "pyloom", NAPI_AUTO_LENGTH, &name);
  napi_async_init(env, resource, name, &context_);
  sync_lane_ = std::make_unique<SyncLane>(
      environment_.get(),
      [this](const SyncHostCall& call, SyncReply* reply) { return CallHostSync(call, reply); });
}

JsEnvironment::~JsEnvironment() = default;

JsEnvironment* JsEnvironment::From(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<JsEnvironment*>(data);
}

void JsEnvironment::Shutdown() {
  std::vector<Ref<Request>> left;
  for (const auto& request : slots_) {
    if (request) left.push_back(request);
  }
  slots_.clear();
  Runtime::Get().CloseEnvironment(environment_, left);
  sync_lane_.reset();
  napi_async_destroy(env_, context_);
}

// --------------------------------------------------------------------------------- From JavaScript

bool JsEnvironment::ReadPins(napi_value attachments, uint32_t first, uint32_t count,
                             std::vector<Ref<Pin>>* pins) {
  for (uint32_t i = 0; i < count; ++i) {
    // [view, writable]
    napi_value pair, view, writable_value;
    bool writable = false;
    if (napi_get_element(env_, attachments, first + i, &pair) != napi_ok ||
        napi_get_element(env_, pair, 0, &view) != napi_ok ||
        napi_get_element(env_, pair, 1, &writable_value) != napi_ok ||
        napi_get_value_bool(env_, writable_value, &writable) != napi_ok ||
        !ReadPin(view, writable, pins)) {
      return false;
    }
  }
  return true;
}

bool JsEnvironment::ReadPin(napi_value view, bool writable, std::vector<Ref<Pin>>* pins) {
  ViewInfo info;
  if (!info.Read(env_, view)) return false;
  std::shared_ptr<void> memory = BackingStoreOf(info.buffer, writable);
  // Shared memory cannot be transferred, so that the reference keeps it while its thread lives.
  if (!memory && !writable) {
    pins->push_back(new Pin(environment_, info.data, info.length));
    return true;
  }
  napi_ref reference = nullptr;
  if (napi_create_reference(env_, info.buffer, 1, &reference) != napi_ok) return false;
  pins->push_back(new Pin(environment_, reference, std::move(memory), info.offset, info.data,
                          info.length, writable));
  return true;
}

bool JsEnvironment::ReadCall(WireReader frame, napi_value attachments,
                             std::vector<Ref<Request>>* calls) {
  uint8_t pool = 0, flags = 0, unused = 0;
  uint32_t call_id = 0, session = 0, key = 0, first = 0, count = 0;
  double parent = 0;
  Ref<Request> request = new Request();
  if (!frame.Raw(&pool) || !frame.Raw(&flags) || !frame.Raw(&unused) || !frame.Raw(&call_id) ||
      !frame.Raw(&session) || !frame.Raw(&key) || !frame.Raw(&request->interpreter) ||
      !frame.Raw(&request->lane) || !frame.Raw(&parent) || !frame.Raw(&first) ||
      !frame.Raw(&count) || pool >= kPoolKinds) {
    return false;
  }
  Runtime& runtime = Runtime::Get();
  request->call_id = call_id;
  request->environment = environment_;
  request->session = runtime.sessions.Find(session);
  request->key = runtime.keys.Find(key);
  request->pool = static_cast<PoolKind>(pool);
  request->parent = static_cast<uint64_t>(parent);
  request->has_keywords = (flags & kFlagKeywords) != 0;
  std::string broadcast_key;
  if ((flags & kFlagBroadcast) != 0) {
    uint32_t length = 0;
    if (!frame.Raw(&length) || frame.Left() < length) return false;
    broadcast_key.assign(reinterpret_cast<const char*>(frame.cursor()), length);
    frame.Skip(length);
  }
  if (!request->session || request->key == nullptr ||
      !ReadPins(attachments, first, count, &request->pins)) {
    return false;
  }
  request->arguments.Append(frame.cursor(), frame.Left());
  if (slots_.size() <= call_id) slots_.resize(call_id + 64);
  slots_[call_id] = request;
  ++in_flight_;
  if ((flags & kFlagBroadcast) != 0) {
    runtime.Broadcast(request, broadcast_key);
  } else {
    calls->push_back(std::move(request));
  }
  return true;
}

bool JsEnvironment::ReadReply(WireReader frame, napi_value attachments) {
  uint8_t outcome = 0;
  uint16_t unused = 0;
  double token = 0;
  uint32_t first = 0, count = 0;
  std::vector<Ref<Pin>> pins;
  if (!frame.Raw(&outcome) || !frame.Raw(&unused) || !frame.Raw(&token) || !frame.Raw(&first) ||
      !frame.Raw(&count) || !ReadPins(attachments, first, count, &pins)) {
    return false;
  }
  lone_host_calls_.erase(static_cast<uint64_t>(token));
  Ref<HostCall> call = Runtime::Get().host_calls.Find(static_cast<uint64_t>(token));
  if (!call) return true;  // its chain has ended meanwhile
  call->reply_pins = std::move(pins);
  call->Finish(outcome == 1 ? HostCall::Outcome::kValue : HostCall::Outcome::kError, frame.cursor(),
               frame.Left());
  return true;
}

void JsEnvironment::Flush(const uint8_t* bytes, size_t length, napi_value attachments) {
  std::vector<Ref<Request>> calls;
  WireReader reader(bytes, length);
  bool sound = true;
  while (sound && !reader.AtEnd()) {
    uint32_t frame_length = 0;
    uint8_t type = 0;
    if (!reader.Raw(&frame_length) || frame_length < 5 || reader.Left() < frame_length - 4) {
      sound = false;
      break;
    }
    WireReader frame(reader.cursor(), frame_length - 4);
    reader.Skip(frame_length - 4);
    frame.Raw(&type);
    if (type == kFrameCall) {
      sound = ReadCall(frame, attachments, &calls);
    } else if (type == kFrameReply) {
      sound = ReadReply(frame, attachments);
    } else if (type == kFrameRelease) {
      uint8_t unused[3];
      double handle = 0;
      uint32_t id = 0;
      sound = frame.Raw(&unused) && frame.Raw(&handle) && frame.Raw(&id);
      Interpreter* interpreter = sound ? Runtime::Get().FindInterpreter(id) : nullptr;
      if (interpreter != nullptr) {
        interpreter->references.Release(static_cast<uint64_t>(handle));
        Runtime::Get().Nudge(interpreter);
      }
    } else {
      sound = false;
    }
  }
  last_submit_ = NowNanoseconds();
  Runtime::Get().Submit(std::move(calls));
  UpdateBusy();
  if (!sound) Throw(env_, "pyloom: a malformed frame was sent to the core (this is a bug)");
}

std::string JsEnvironment::Start(const RuntimeOptions& options) {
  std::string other = Runtime::Get().Start(options, environment_);
  if (other.empty()) ++in_flight_;  // until the StartedMessage comes
  UpdateBusy();
  return other;
}

bool JsEnvironment::Cancel(uint32_t call_id) {
  if (call_id >= slots_.size() || !slots_[call_id]) return false;
  Ref<Request> request = std::move(slots_[call_id]);
  slots_[call_id] = nullptr;
  --in_flight_;
  Runtime::Get().Cancel(request);
  UpdateBusy();
  return true;
}

void JsEnvironment::Resubmit(uint32_t call_id, PoolKind pool, int32_t interpreter, int32_t lane) {
  if (call_id >= slots_.size() || !slots_[call_id]) return;
  const Ref<Request>& request = slots_[call_id];
  request->pool = pool;
  request->interpreter = interpreter;
  request->lane = lane;
  request->status = Request::Status::kOk;
  request->runner.store(nullptr);
  request->phase.store(Request::Phase::kQueued);
  Runtime::Get().Submit({request});
}

void JsEnvironment::UpdateBusy() {
  const bool busy = in_flight_ > 0 || !lone_host_calls_.empty();
  if (busy == busy_) return;
  busy_ = busy;
  environment_->SetBusy(busy);
}

// ------------------------------------------------------------------------------- To JavaScript

void JsEnvironment::Drain() {
  // The loop was woken: would the messages have been worth waiting for?
  if (NowNanoseconds() - last_submit_ < kQuickAnswer)
    poll_credit_ = std::min(poll_credit_ + 2, kMostPollCredit);
  Deliver();
  WaitWithoutSleeping();
}

bool JsEnvironment::Deliver() {
  std::vector<Ref<Message>> messages = environment_->Take();
  if (messages.empty()) return false;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  DeliverBatch(messages);
  napi_close_handle_scope(env_, scope);
  return true;
}

// An answer that comes within some microseconds is worth waiting for: an event loop that sleeps is
// woken 20 to 50 µs later. Waiting is given up where it has not paid lately, and ended after a
// while for other events to have their turn.
void JsEnvironment::WaitWithoutSleeping() {
  if (CpuCount() < 2) return;
  const uint64_t turn_end = NowNanoseconds() + kLongestTurn;
  while (busy_ && poll_credit_ > 0) {
    bool came = false;
    environment_->WithoutWakeUps(
        [&] { came = PollFor(kPollNanoseconds, [this] { return environment_->HasMessages(); }); });
    // Also what came just after the waiting: its sender may have counted on it.
    if (!Deliver() && !came) {
      --poll_credit_;
      return;
    }
    poll_credit_ = std::min(poll_credit_ + 1, kMostPollCredit);
    if (NowNanoseconds() > turn_end) break;
  }
  if (environment_->HasMessages()) environment_->Wake();
}

void JsEnvironment::BeginFrame(uint8_t type, uint8_t status) {
  frame_begin_ = frames_.size();
  frames_.Raw<uint32_t>(0);
  frames_.Byte(type);
  frames_.Byte(status);
  frames_.Raw<uint16_t>(0);
}

void JsEnvironment::EndFrame() {
  frames_.PatchRaw(frame_begin_, static_cast<uint32_t>(frames_.size() - frame_begin_));
}

void JsEnvironment::DeliverBatch(std::vector<Ref<Message>>& messages) {
  size_t next = 0;
  while (next < messages.size()) {
    napi_handle_scope scope;
    napi_open_handle_scope(env_, &scope);
    frames_.Clear();
    out_attachments_ = nullptr;
    out_attachment_count_ = 0;
    for (; next < messages.size() && frames_.size() < kBatchBytes; ++next) {
      Message& message = *messages[next];
      switch (message.type) {
        case Message::Type::kResult:
          AppendResult(static_cast<Request&>(message));
          break;
        case Message::Type::kItem:
          AppendItem(static_cast<ItemMessage&>(message));
          break;
        case Message::Type::kHostCall:
          AppendHostCall(static_cast<HostCall&>(message));
          break;
        case Message::Type::kEvent:
          AppendEvents(static_cast<EventsMessage&>(message));
          break;
        case Message::Type::kRelease:
          BeginFrame(static_cast<uint8_t>(message.type), 0);
          frames_.Raw(static_cast<ReleaseMessage&>(message).id);
          EndFrame();
          break;
        case Message::Type::kUnpin:
          napi_delete_reference(env_, static_cast<UnpinMessage&>(message).buffer);
          break;
        case Message::Type::kStarted:
          BeginFrame(static_cast<uint8_t>(message.type), 0);
          frames_.String(static_cast<StartedMessage&>(message).error);
          EndFrame();
          --in_flight_;
          break;
        case Message::Type::kWarning:
          BeginFrame(static_cast<uint8_t>(message.type), 0);
          frames_.String(static_cast<WarningMessage&>(message).text);
          EndFrame();
          break;
      }
    }
    if (frames_.size() > 0) {
      UpdateBusy();
      napi_value callback, receiver, result;
      napi_get_reference_value(env_, on_messages_, &callback);
      napi_get_global(env_, &receiver);
      napi_value buffer = Publish(&inbox_buffer_, frames_);
      napi_value arguments[] = {Number(env_, static_cast<double>(frames_.size())),
                                out_attachments_ == nullptr ? Undefined(env_) : out_attachments_,
                                buffer};
      const napi_status status =
          napi_make_callback(env_, context_, receiver, callback, 3, arguments, &result);
      if (status == napi_pending_exception) {
        // A settler's own code threw: as an uncaught exception, not lost and not in the way of the
        // rest.
        napi_value exception;
        napi_get_and_clear_last_exception(env_, &exception);
        napi_fatal_exception(env_, exception);
      } else if (status == napi_ok) {
        bool answered = false;
        napi_get_value_bool(env_, result, &answered);
        // A host function that answered at once will most likely be called again at once.
        if (answered) poll_credit_ = std::max(poll_credit_, kCreditForHostCalls);
      }
    }
    napi_close_handle_scope(env_, scope);
  }
}

uint32_t JsEnvironment::AppendAttachments(Attachments& attachments) {
  const uint32_t first = out_attachment_count_;
  if (attachments.buffers.empty()) return first;
  if (out_attachments_ == nullptr) napi_create_array(env_, &out_attachments_);
  for (auto& buffer : attachments.buffers) {
    napi_set_element(env_, out_attachments_, out_attachment_count_++,
                     MakeAttachment(std::move(buffer)));
  }
  attachments.buffers.clear();
  return first;
}

// The buffer that a pin shows a part of; null when it is another thread's, or has been transferred.
napi_value JsEnvironment::PinnedBuffer(const Pin& pin) {
  napi_value buffer = nullptr;
  bool detached = false;
  if (pin.buffer == nullptr || pin.environment != environment_ ||
      napi_get_reference_value(env_, pin.buffer, &buffer) != napi_ok ||
      (!pin.writable && (napi_is_detached_arraybuffer(env_, buffer, &detached) != napi_ok))) {
    return nullptr;
  }
  return detached ? nullptr : buffer;
}

// An ArrayBuffer; or, for memory that came from this thread, [its buffer, offset, length].
napi_value JsEnvironment::MakeAttachment(std::unique_ptr<OutgoingBuffer> buffer) {
  napi_value value = nullptr;
  const size_t length = buffer->length();
  uint8_t* const data = buffer->data();
  const Pin* pin = buffer->pin();
  if (napi_value pinned = pin == nullptr ? nullptr : PinnedBuffer(*pin)) {
    napi_create_array_with_length(env_, 3, &value);
    napi_set_element(env_, value, 0, pinned);
    napi_set_element(env_, value, 1,
                     Number(env_, static_cast<double>(pin->offset + (data - pin->data))));
    napi_set_element(env_, value, 2, Number(env_, static_cast<double>(length)));
    return value;
  }
  if (pin == nullptr) {
    OutgoingBuffer* const owned = buffer.release();
    const auto give_up = [](napi_env, void*, void* hint) {
      std::unique_ptr<OutgoingBuffer> read(static_cast<OutgoingBuffer*>(hint));
      Interpreter* const interpreter = read->interpreter();
      read.reset();
      // Megabytes of Python's must not wait for the next call.
      if (interpreter != nullptr) Runtime::Get().Nudge(interpreter);
    };
    if (napi_create_external_arraybuffer(env_, data, length, give_up, owned, &value) == napi_ok) {
      return value;
    }
    buffer.reset(owned);
  }
  // Another thread's memory must not be seen here; and Electron refuses memory that is not its own.
  void* copy = nullptr;
  napi_create_arraybuffer(env_, length, &copy, &value);
  if (length > 0) std::memcpy(copy, data, length);
  return value;
}

void JsEnvironment::AppendResult(Request& request) {
  const uint32_t id = request.call_id;
  if (id >= slots_.size() || slots_[id].get() != &request) {
    // Cancelled: JavaScript has forgotten the call, and its id may belong to another by now.
    return request.Undeliverable();
  }
  BeginFrame(static_cast<uint8_t>(Message::Type::kResult), static_cast<uint8_t>(request.status));
  frames_.Raw(id);
  frames_.Raw(AppendAttachments(request.outgoing));
  frames_.Append(request.result.data(), request.result.size());
  EndFrame();
  if (request.status == Request::Status::kReroute) return;  // stays until it is sent again
  slots_[id] = nullptr;
  --in_flight_;
}

void JsEnvironment::AppendItem(ItemMessage& message) {
  const uint32_t id = message.request->call_id;
  if (id >= slots_.size() || slots_[id].get() != message.request.get()) {
    return message.Undeliverable();
  }
  BeginFrame(static_cast<uint8_t>(Message::Type::kItem), 0);
  frames_.Raw(id);
  frames_.Raw(AppendAttachments(message.outgoing));
  frames_.Append(message.value.data(), message.value.size());
  EndFrame();
}

void JsEnvironment::AppendHostCall(HostCall& call) {
  uint32_t caller = kNoCaller;
  if (call.caller && call.caller->environment == environment_) {
    const uint32_t id = call.caller->call_id;
    if (id < slots_.size() && slots_[id] == call.caller) caller = id;
  }
  if (caller == kNoCaller) lone_host_calls_.insert(call.token);
  BeginFrame(static_cast<uint8_t>(Message::Type::kHostCall), call.has_keywords ? 1 : 0);
  frames_.Raw(caller);
  frames_.Raw(call.session);
  frames_.Raw(static_cast<double>(call.token));
  frames_.Raw(call.function);
  frames_.Raw(AppendAttachments(call.outgoing));
  frames_.Append(call.arguments.data(), call.arguments.size());
  EndFrame();
}

void JsEnvironment::AppendEvents(EventsMessage& message) {
  uint64_t dropped = 0;
  for (auto& event : message.session->TakeEvents(&dropped)) {
    BeginFrame(static_cast<uint8_t>(Message::Type::kEvent), static_cast<uint8_t>(event.kind));
    frames_.Raw(message.session->id);
    frames_.Append(event.value.data(), event.value.size());
    EndFrame();
  }
  if (dropped > 0) {
    BeginFrame(static_cast<uint8_t>(Message::Type::kWarning), 0);
    frames_.String(
        std::to_string(dropped) +
        " records of Python (prints, log records, spans) were dropped: they came faster than "
        "their handlers took them");
    EndFrame();
  }
}

napi_value JsEnvironment::Publish(Outbox* outbox, const WireWriter& writer) {
  napi_value buffer = Undefined(env_);
  if (outbox->capacity < writer.size() || outbox->reference == nullptr) {
    size_t capacity = outbox->capacity == 0 ? kFirstCapacity : outbox->capacity * 2;
    while (capacity < writer.size()) capacity *= 2;
    void* data = nullptr;
    napi_create_arraybuffer(env_, capacity, &data, &buffer);
    if (outbox->reference != nullptr) napi_delete_reference(env_, outbox->reference);
    napi_create_reference(env_, buffer, 1, &outbox->reference);
    outbox->data = static_cast<uint8_t*>(data);
    outbox->capacity = capacity;
  }
  std::memcpy(outbox->data, writer.data(), writer.size());
  return buffer;
}

// ------------------------------------------------------------------------------------- Synchronous

bool JsEnvironment::CallHostSync(const SyncHostCall& call, SyncReply* reply) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  out_attachments_ = nullptr;
  out_attachment_count_ = 0;
  AppendAttachments(*call.attachments);
  napi_value callback, receiver, answer, keywords;
  napi_get_reference_value(env_, on_sync_call_, &callback);
  napi_get_global(env_, &receiver);
  napi_get_boolean(env_, call.has_keywords, &keywords);
  napi_value buffer = Publish(&sync_buffer_, *call.arguments);
  napi_value values[] = {Number(env_, call.session),
                         Number(env_, call.function),
                         keywords,
                         Number(env_, static_cast<double>(call.arguments->size())),
                         buffer,
                         out_attachments_ == nullptr ? Undefined(env_) : out_attachments_};
  out_attachments_ = nullptr;
  // The JavaScript side catches what the function throws; only a thread that is being terminated
  // fails here.
  const bool called = napi_call_function(env_, receiver, callback, 6, values, &answer) == napi_ok &&
                      ReadSyncReply(answer, reply);
  napi_close_handle_scope(env_, scope);
  return called;
}

// The length of the reply, negative for an error; or [length, attachments].
bool JsEnvironment::ReadSyncReply(napi_value answer, SyncReply* reply) {
  napi_value length_value = answer;
  bool is_pair = false;
  napi_is_array(env_, answer, &is_pair);
  if (is_pair) {
    napi_value attachments;
    uint32_t count = 0;
    if (napi_get_element(env_, answer, 0, &length_value) != napi_ok ||
        napi_get_element(env_, answer, 1, &attachments) != napi_ok ||
        napi_get_array_length(env_, attachments, &count) != napi_ok ||
        !ReadPins(attachments, 0, count, &reply->pins)) {
      return false;
    }
  }
  double length = 0;
  if (napi_get_value_double(env_, length_value, &length) != napi_ok) return false;
  reply->is_error = length < 0;
  reply->length = static_cast<size_t>(std::fabs(length));
  reply->bytes = sync_reply_;
  return reply->length <= sync_reply_capacity_;
}

void JsEnvironment::RenewSyncBuffer() {
  if (sync_buffer_.reference != nullptr) napi_delete_reference(env_, sync_buffer_.reference);
  sync_buffer_ = Outbox();
}

napi_value JsEnvironment::Scalar(const WireWriter& writer) {
  WireReader reader(writer.data(), writer.size());
  const WireItem item = reader.Next();
  napi_value value = nullptr;
  switch (item.kind) {
    case WireItem::Kind::kDouble:
      napi_create_double(env_, item.number, &value);
      break;
    case WireItem::Kind::kInt:
      // A larger one becomes a bigint, which is decoded in JavaScript.
      if (item.integer <= 9007199254740991LL && item.integer >= -9007199254740991LL) {
        napi_create_int64(env_, item.integer, &value);
      }
      break;
    case WireItem::Kind::kBool:
      napi_get_boolean(env_, item.boolean, &value);
      break;
    case WireItem::Kind::kNil:
      napi_get_null(env_, &value);
      break;
    case WireItem::Kind::kString:
      napi_create_string_utf8(env_, reinterpret_cast<const char*>(item.data), item.length, &value);
      break;
    default:
      break;
  }
  return value;
}

// Status and length come first in the buffer; see CallSync's comment.
napi_value JsEnvironment::SyncResult(Request& request) {
  if (request.status == Request::Status::kOk && request.outgoing.buffers.empty()) {
    if (napi_value scalar = Scalar(request.result)) return scalar;
  }
  out_attachments_ = nullptr;
  out_attachment_count_ = 0;
  AppendAttachments(request.outgoing);
  WireWriter framed;
  framed.Raw(static_cast<uint32_t>(request.result.size()));
  framed.Raw(static_cast<uint32_t>(request.status));
  framed.Append(request.result.data(), request.result.size());
  napi_value buffer = Publish(&sync_buffer_, framed);
  // [buffer or undefined, attachments or undefined]
  napi_value pair;
  napi_create_array_with_length(env_, 2, &pair);
  napi_set_element(env_, pair, 0, buffer);
  napi_set_element(env_, pair, 1, out_attachments_ == nullptr ? Undefined(env_) : out_attachments_);
  out_attachments_ = nullptr;
  return pair;
}

napi_value JsEnvironment::CallSync(Session* session, const FunctionKey& key, const uint8_t* bytes,
                                   size_t length, bool has_keywords, napi_value attachments) {
  Ref<Request> request = new Request();
  request->environment = environment_;
  request->session = session;
  request->key = const_cast<FunctionKey*>(&key);
  request->has_keywords = has_keywords;
  request->lane = 0;  // bound to this thread: an awaitable is awaited here
  request->arguments.Append(bytes, length);
  uint32_t count = 0;
  if (napi_get_array_length(env_, attachments, &count) == napi_ok &&
      !ReadPins(attachments, 0, count, &request->pins)) {
    Throw(env_, "pyloom: a malformed attachment was sent to the core (this is a bug)");
    return nullptr;
  }
  Session* const outer = sync_lane_->session;
  sync_lane_->WithPython([&] {
    sync_lane_->session = session;
    RunCall(*Runtime::Get().main_interpreter(), sync_lane_->caches, *request);
    Runtime::Get().main_interpreter()->references.Drain();
  });
  sync_lane_->session = outer;
  return SyncResult(*request);
}

uint32_t JsEnvironment::Bind(Session* session, const FunctionKey& key, napi_value* failure) {
  Ref<Request> request = new Request();
  request->environment = environment_;
  request->session = session;
  request->key = const_cast<FunctionKey*>(&key);
  bool resolved = false;
  sync_lane_->WithPython([&] {
    PyOwned callable;
    resolved = ResolveFor(*Runtime::Get().main_interpreter(), sync_lane_->caches, *request, true,
                          &callable);
    if (resolved) sync_lane_->bound.push_back(std::move(callable));
  });
  if (!resolved) *failure = SyncResult(*request);
  return static_cast<uint32_t>(sync_lane_->bound.size()) - 1;
}

// Numbers, booleans and null go across without being encoded. Null: an argument is none of those.
napi_value JsEnvironment::CallBound(Session* session, uint32_t index, const napi_value* arguments,
                                    size_t count) {
  constexpr size_t kMost = 8;
  double numbers[kMost];
  bool booleans[kMost];
  napi_valuetype types[kMost];
  if (count > kMost || index >= sync_lane_->bound.size()) return nullptr;
  for (size_t i = 0; i < count; ++i) {
    napi_typeof(env_, arguments[i], &types[i]);
    if (types[i] == napi_number) {
      napi_get_value_double(env_, arguments[i], &numbers[i]);
    } else if (types[i] == napi_boolean) {
      napi_get_value_bool(env_, arguments[i], &booleans[i]);
    } else if (types[i] != napi_null && types[i] != napi_undefined) {
      return nullptr;
    }
  }
  bool is_float = false;
  double float_result = 0;
  Ref<Request> request;
  Session* const outer = sync_lane_->session;
  sync_lane_->WithPython([&] {
    sync_lane_->session = session;
    PyObject* values[kMost + 1];
    for (size_t i = 0; i < count; ++i) {
      const double number = numbers[i];
      if (types[i] == napi_boolean) {
        values[i + 1] = booleans[i] ? py._Py_TrueStruct : py._Py_FalseStruct;
        py.Py_IncRef(values[i + 1]);
      } else if (types[i] != napi_number) {
        values[i + 1] = py._Py_NoneStruct;
        py.Py_IncRef(values[i + 1]);
      } else if (std::trunc(number) == number && std::fabs(number) <= 9007199254740991.0 &&
                 !(number == 0 && std::signbit(number))) {
        values[i + 1] = py.PyLong_FromLongLong(static_cast<long long>(number));
      } else {
        values[i + 1] = py.PyFloat_FromDouble(number);
      }
    }
    PyObject* callable = sync_lane_->bound[index].get();
    PyOwned result;
    if (py.PyObject_Vectorcall != nullptr) {
      result.Reset(py.PyObject_Vectorcall(callable, values + 1, count | kVectorcallArgumentsOffset,
                                          nullptr));
      for (size_t i = 0; i < count; ++i) py.Py_DecRef(values[i + 1]);
    } else {
      PyOwned tuple(py.PyTuple_New(static_cast<Py_ssize_t>(count)));
      for (size_t i = 0; i < count; ++i) {
        py.PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), values[i + 1]);
      }
      result.Reset(py.PyObject_Call(callable, tuple.get(), nullptr));
    }
    if (result && TypeOf(result.get()) == py.PyFloat_Type) {
      is_float = true;
      float_result = py.PyFloat_AsDouble(result.get());
      return;
    }
    request = new Request();
    request->environment = environment_;
    request->session = session;
    if (result) {
      FinishCall(*Runtime::Get().main_interpreter(), *request, std::move(result));
    } else {
      WriteError(*Runtime::Get().main_interpreter(), *request);
    }
  });
  sync_lane_->session = outer;
  return is_float ? Number(env_, float_result) : SyncResult(*request);
}

}  // namespace pyloom
