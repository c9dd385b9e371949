#include "binding/channel.h"

#include <algorithm>
#include <string>

#include "base/inlet.h"
#include "binding/loop_work.h"
#include "binding/processes.h"
#include "convert/remote_numbers.h"
#include "messages/orphaned_memory.h"
#include "platform/cpu.h"
#include "processes/process_pool.h"
#include "pyloom/js_values.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/item_message.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// A batch is delivered in pieces of about this size, so that one large result does not hold up many
// small ones.
constexpr size_t kBatchBytes = 1 << 20;
constexpr uint64_t kPollNanoseconds = 20'000;
constexpr uint64_t kShortSleep = 200'000;  // with the waking of both threads
constexpr uint64_t kLongestTurn = 1'000'000;
constexpr uint64_t kBetweenLooks = 5'000;  // at the rest of the event loop: a system call of 0.3 µs

}  // namespace

Channel::Channel(napi_env env, Runtime& runtime, napi_value on_messages,
                 const SyncEntries& sync_entries)
    : env_(env),
      runtime_(runtime),
      shared_(env),
      buffers_(env, nullptr, &references_, &shared_),
      inbox_(env) {
  napi_get_uv_event_loop(env, &loop_);
  mailbox_ = new JsMailbox(loop_, [this] { Drain(); }, [this] { WaitWithoutSleeping(); });
  buffers_ = JsBuffers(env, mailbox_, &references_, &shared_);
  napi_create_reference(env, on_messages, 1, &on_messages_);
  napi_value resource, name;
  napi_create_object(env, &resource);
  napi_create_string_utf8(env, "pyloom", NAPI_AUTO_LENGTH, &name);
  napi_async_init(env, resource, name, &context_);
  sync_calls_ = std::make_unique<SyncCalls>(env, runtime, mailbox_, loop_ == uv_default_loop(),
                                            &references_, &shared_, sync_entries);
}

Channel::~Channel() { napi_delete_reference(env_, on_messages_); }

void Channel::Shutdown() {
  std::vector<Ref<Request>> left;
  for (const auto& request : slots_) {
    if (request) left.push_back(request);
  }
  slots_.clear();
  while (!reserved_lanes_.empty()) ReleaseLane(*reserved_lanes_.begin());
  const std::vector<Ref<Session>> sessions = runtime_.sessions.OfMailbox(mailbox_.get());
  runtime_.CloseMailbox(mailbox_, left);
  for (const auto& session : sessions) CloseProcesses(*session);
  sync_calls_.reset();
  napi_async_destroy(env_, context_);
}

Lane* Channel::ReserveLane(PoolKind pool, Session* session) {
  Lane* lane = session != nullptr && session->is_remote
                   ? static_cast<ProcessPool*>(session->remote)->Reserve(pool)
                   : runtime_.pool(pool).Reserve();
  if (lane != nullptr) reserved_lanes_.insert(lane->id);
  return lane;
}

Lane* Channel::ReserveProcess(Session& session) {
  if (session.remote == nullptr) return nullptr;
  Lane* lane = static_cast<ProcessPool*>(session.remote)->ReserveIsolated();
  if (lane != nullptr) reserved_lanes_.insert(lane->id);
  return lane;
}

void Channel::ReleaseLane(uint32_t id) {
  const auto reserved = reserved_lanes_.find(id);
  if (reserved == reserved_lanes_.end()) return;
  reserved_lanes_.erase(reserved);
  Lane* lane = runtime_.lanes.Find(id);
  lane->pool.Unreserve(lane);
}

std::string Channel::Start(const RuntimeOptions& options) {
  std::string other = runtime_.Start(options, mailbox_);
  if (other.empty()) ++in_flight_;  // until the StartedMessage comes
  UpdateBusy();
  return other;
}

bool Channel::Cancel(uint32_t call_id) {
  if (call_id >= slots_.size() || !slots_[call_id]) return false;
  Ref<Request> request = std::move(slots_[call_id]);
  slots_[call_id] = nullptr;
  --in_flight_;
  runtime_.Cancel(request);
  UpdateBusy();
  return true;
}

void Channel::Resubmit(uint32_t call_id, uint32_t pool, int32_t interpreter, int32_t lane) {
  if (call_id >= slots_.size() || !slots_[call_id]) return;
  const Ref<Request>& request = slots_[call_id];
  if (!request->SetPool(pool)) return;
  // What its arguments bind it to stays.
  if (interpreter >= 0) request->interpreter = interpreter;
  if (lane >= 0) request->lane = lane;
  request->status = Request::Status::kOk;
  request->runner.store(nullptr);
  request->submitted = NowNanoseconds();
  request->phase.store(Request::Phase::kQueued);
  const bool is_remote = (request->session && request->session->is_remote) ||
                         request->interpreter >= static_cast<int32_t>(kFirstSpace);
  if (request->interpreter > 0 && !HasOwnInterpreters(request->pool) && !is_remote) {
    // It would come back to be sent home for ever.
    return request->Refuse(request->key->module + " runs in the main interpreter only, but an " +
                           "argument of this call is a Python object of sub-interpreter " +
                           std::to_string(request->interpreter));
  }
  runtime_.Submit({request});
}

void Channel::UpdateBusy() {
  const bool busy = in_flight_ > 0 || !lone_host_calls_.empty();
  if (busy == busy_) return;
  busy_ = busy;
  mailbox_->SetBusy(busy);
}

// ------------------------------------------------------------------------------- To JavaScript

void Channel::Drain() {
  // The loop was woken: would the messages have been worth waiting for?
  if (NowNanoseconds() - slept_from_ < kShortSleep) polling_.SleptBriefly();
  Deliver();
  WaitWithoutSleeping();
}

bool Channel::Deliver() {
  OrphanedMemory::Free();
  std::vector<Ref<Message>> messages = mailbox_->Take();
  if (messages.empty()) return false;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  DeliverBatch(messages);
  napi_close_handle_scope(env_, scope);
  return true;
}

// An answer that comes soon is worth waiting for: an event loop that sleeps is woken 20 to 120 µs
// later. Waiting is given up where it has not paid lately, and ended after a while for other events
// to have their turn.
void Channel::WaitWithoutSleeping() {
  const uint64_t turn_end = NowNanoseconds() + kLongestTurn;
  bool more = true;
  while (more && busy_ && NowNanoseconds() < turn_end) more = WaitForAnswer();
  // The loop is to look at everything else, and not to sleep then.
  if (mailbox_->HasMessages() || (more && due_answers_.Due() > 0)) mailbox_->Wake();
  slept_from_ = NowNanoseconds();
}

// False: waiting is not, or no longer, worth it.
bool Channel::WaitForAnswer() {
  bool came = false;
  const uint64_t due = in_flight_ == 1 ? due_answers_.Due() : 0;
  if (due > 0) {
    if (!WaitUntilDue(due, &came)) return false;
  } else if (polling_.Pays()) {
    mailbox_->WithoutWakeUps([&] {
      Inlet::Watch inlet(Inlet::of_callers);
      came = PollFor(polling_.Nanoseconds(kPollNanoseconds), [&] {
        inlet.Look();
        return mailbox_->HasMessages();
      });
    });
    polling_.Polled(came);
  } else {
    return false;
  }
  // Also what came just after the waiting: its sender may have counted on it.
  return Deliver() || came;
}

// False: the event loop has something else to do.
bool Channel::WaitUntilDue(uint64_t due, bool* came) {
  bool elsewhere = false;
  mailbox_->WithoutWakeUps([&] {
    Inlet::Watch inlet(Inlet::of_callers);
    const auto look = [&] {
      inlet.Look();
      return mailbox_->HasMessages();
    };
    // Most answers are there before a look at the loop would be worth its system call.
    *came = PollFor(kPollNanoseconds, look);
    if (*came) return;
    const LoopWork work(loop_);
    elsewhere = work.IsThere();
    while (!*came && !elsewhere && NowNanoseconds() < due) {
      *came = PollFor(kBetweenLooks, look);
      elsewhere = !*came && work.IsThere();
    }
  });
  if (elsewhere) return mailbox_->HasMessages();
  due_answers_.Waited(*came);
  return true;
}

void Channel::DeliverBatch(std::vector<Ref<Message>>& messages) {
  size_t next = 0;
  while (next < messages.size()) {
    napi_handle_scope scope;
    napi_open_handle_scope(env_, &scope);
    frames_.Clear();
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
          frames_.Release(static_cast<ReleaseMessage&>(message).id);
          break;
        case Message::Type::kUnpin:
          napi_delete_reference(env_,
                                static_cast<napi_ref>(static_cast<UnpinMessage&>(message).home));
          break;
        case Message::Type::kStarted:
          frames_.Started(static_cast<StartedMessage&>(message).error);
          --in_flight_;
          break;
        case Message::Type::kCallEnded:
          lone_host_calls_.erase(static_cast<CallEndedMessage&>(message).token);
          frames_.HostCallEnded(static_cast<CallEndedMessage&>(message).token);
          break;
        case Message::Type::kWarning:
          frames_.Warning(static_cast<WarningMessage&>(message).text);
          break;
      }
    }
    UpdateBusy();
    if (frames_.size() > 0) PublishFrames();
    napi_close_handle_scope(env_, scope);
  }
}

void Channel::PublishFrames() {
  napi_value callback, receiver;
  napi_get_reference_value(env_, on_messages_, &callback);
  napi_get_global(env_, &receiver);
  napi_value buffer = inbox_.Publish(frames_.batch());
  napi_value arguments[] = {Number(env_, static_cast<double>(frames_.size())), buffers_.TakeArray(),
                            buffer};
  const napi_status status =
      buffer == nullptr
          ? napi_cannot_run_js
          : napi_make_callback(env_, context_, receiver, callback, 3, arguments, nullptr);
  if (status == napi_pending_exception) {
    // A settler's own code threw: as an uncaught exception, not lost and not in the way of the
    // rest.
    napi_value exception;
    napi_get_and_clear_last_exception(env_, &exception);
    napi_fatal_exception(env_, exception);
  }
  inbox_.Trim();
  frames_.Trim();
}

void Channel::AppendResult(Request& request) {
  const uint32_t id = request.call_id;
  if (id >= slots_.size() || slots_[id].get() != &request) {
    // Cancelled: JavaScript has forgotten the call, and its id may belong to another by now.
    return request.Undeliverable();
  }
  if (request.status != Request::Status::kReroute) due_answers_.Answered(request);
  frames_.Result(static_cast<uint8_t>(request.status), request.waited, id,
                 buffers_.Append(request.outgoing), request.result);
  if (request.status == Request::Status::kReroute) return;  // stays until it is sent again
  slots_[id] = nullptr;
  --in_flight_;
}

void Channel::AppendItem(ItemMessage& message) {
  const uint32_t id = message.request->call_id;
  if (id >= slots_.size() || slots_[id].get() != message.request.get()) {
    return message.Undeliverable();
  }
  frames_.Item(id, buffers_.Append(message.outgoing), message.value);
}

void Channel::AppendHostCall(HostCall& call) {
  if (!call.HasWaiter() && !call.IsStillCalled()) return call.outgoing.GiveUpReferences();
  uint32_t caller = FrameWriter::kNoCaller;
  if (call.caller && call.caller->mailbox.get() == mailbox_.get()) {
    const uint32_t id = call.caller->call_id;
    if (id < slots_.size() && slots_[id] == call.caller) caller = id;
  }
  if (caller == FrameWriter::kNoCaller) {
    lone_host_calls_.insert(call.token);
    call.is_lone.store(true);
    // It may have ended just now, and not have said so.
    if (!call.HasWaiter()) lone_host_calls_.erase(call.token);
  }
  frames_.HostCall(caller, call.session, call.token, call.function, call.has_keywords,
                   buffers_.Append(call.outgoing), call.arguments);
}

void Channel::AppendEvents(EventsMessage& message) {
  uint64_t dropped = 0;
  for (auto& event : message.session->TakeEvents(&dropped)) {
    frames_.Event(static_cast<uint8_t>(event.kind), message.session->id, event.value);
  }
  if (dropped > 0) {
    frames_.Warning(
        std::to_string(dropped) +
        " records of Python (prints, log records, spans) were dropped: they came faster than "
        "their handlers took them");
  }
}

}  // namespace pyloom
