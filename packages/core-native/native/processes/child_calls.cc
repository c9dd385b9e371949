#include "processes/child_calls.h"

#include <utility>

#include "base/inlet.h"
#include "convert/converters.h"
#include "platform/cpu.h"
#include "processes/child_mailbox.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/session.h"

namespace pyloom {

ChildCalls::ChildCalls(Runtime& runtime, Link& link, ChildBlocks& blocks)
    : runtime_(runtime), link_(link), blocks_(blocks) {
  session_ = runtime.sessions.Open(new ChildMailbox(link, *this));
}

bool ChildCalls::Handle(LetterReader letter) {
  Handle(letter.Raw<ToChild>(), letter);
  return letter.sound();
}

void ChildCalls::Handle(ToChild kind, LetterReader& letter) {
  switch (kind) {
    case ToChild::kStart:
      return;
    case ToChild::kKey:
      return OnKey(letter);
    case ToChild::kConfigure: {
      const auto pool = letter.Raw<PoolKind>();
      const auto lanes = letter.Raw<uint32_t>();
      return runtime_.pool(pool).Configure(lanes, letter.Raw<uint32_t>());
    }
    case ToChild::kSpares:
      return runtime_.home().AllowSpares(letter.Raw<uint32_t>());
    case ToChild::kCall:
      return OnCall(letter);
    case ToChild::kReply:
      return OnReply(letter);
    case ToChild::kRelease:
      runtime_.main_interpreter()->references.Release(letter.Raw<uint64_t>());
      return runtime_.main_interpreter()->Nudge();
    case ToChild::kCancel:
      return OnCancel(letter.Raw<uint32_t>());
    case ToChild::kReserve: {
      const auto context = letter.Raw<uint32_t>();
      return OnReserve(context, letter.Raw<PoolKind>());
    }
    case ToChild::kUnreserve:
      return OnUnreserve(letter.Raw<uint32_t>());
    case ToChild::kNativeReply:
      return OnNativeReply(letter);
    case ToChild::kForget:
      return runtime_.Forget(std::string(letter.Text()));
    case ToChild::kForgetBlock:
      return blocks_.OnForget(letter.Raw<uint64_t>());
    case ToChild::kIntroduced:
      return EndIntroduction();
    default:
      return OnSessionLetter(kind, letter);
  }
}

void ChildCalls::OnKey(LetterReader& letter) {
  const auto id = letter.Raw<uint32_t>();
  const std::string module(letter.Text());
  keys_[id] = runtime_.keys.Intern(module, std::string(letter.Text()));
}

namespace {

// With both processes awake an answer takes some microseconds.
constexpr uint64_t kNativePollNanoseconds = 30'000;

struct Lent {
  ChildCalls* calls;
  std::string name;
};

std::shared_ptr<const NativeFunction> MakeNativeFunction(ChildCalls* calls, std::string name) {
  pyloom_native_function function{};
  function.abi = PYLOOM_NATIVE_FUNCTION_ABI;
  // For good: a session's functions are replaced at most once or twice.
  function.context = new Lent{calls, std::move(name)};
  function.invoke = [](void* context, const uint8_t* arguments, size_t length,
                       const pyloom_native_output* output) {
    const auto* lent = static_cast<Lent*>(context);
    return lent->calls->CallNative(lent->name, arguments, length, output);
  };
  return std::make_shared<const NativeFunction>(function);
}

}  // namespace

void ChildCalls::OnSessionLetter(ToChild kind, LetterReader& letter) {
  switch (kind) {
    case ToChild::kHostFunction: {
      const auto id = letter.Raw<uint32_t>();
      return session_->SetHostFunction(std::string(letter.Text()), id);
    }
    case ToChild::kNoHostFunction:
      session_->RemoveHostFunction(std::string(letter.Text()));
      return;
    case ToChild::kNativeFunction: {
      const std::string name(letter.Text());
      return session_->SetNativeFunction(name, MakeNativeFunction(this, name));
    }
    case ToChild::kConverters: {
      auto converters = std::make_shared<Converters>();
      const auto count = letter.Raw<uint32_t>();
      for (uint32_t i = 0; i < count && letter.sound(); ++i) {
        const std::string type(letter.Text());
        converters->Add(type, std::string(letter.Text()));
      }
      return session_->SetConverters(std::move(converters));
    }
    case ToChild::kEventMode: {
      const auto event = letter.Raw<EventKind>();
      return session_->SetEventMode(event, letter.Raw<EventMode>());
    }
    default:
      return;
  }
}

void ChildCalls::OnCall(LetterReader& letter) {
  const auto head = letter.Raw<CallHead>();
  const std::string broadcast_key(letter.Text());
  Ref<Request> request = new Request();
  Assign(&request->arguments, letter.Value());
  request->incoming = letter.Incoming(session_->mailbox, session_->id);
  request->slot = head.slot;
  request->call_id = head.call_id;
  request->is_synchronous = head.is_synchronous != 0;
  request->mailbox = session_->mailbox;
  request->session = session_;
  request->key = keys_[head.key];
  request->route_key = keys_[head.route_key];
  request->pool = static_cast<PoolKind>(head.pool);
  request->interpreter = head.is_placed != 0 ? 0 : -1;
  request->parent = head.parent;
  request->submitted = head.submitted;
  request->has_keywords = head.has_keywords != 0;
  if (head.slot != kNoSlot) {
    std::lock_guard lock(mutex_);
    if (slots_.size() <= head.slot) slots_.resize(head.slot + 64);
    slots_[head.slot] = request;
  }
  if (head.is_broadcast != 0) {
    if (head.slot == kNoSlot) {
      std::lock_guard lock(mutex_);
      ++introductions_;
    }
    return runtime_.CallEverywhere(request, broadcast_key);
  }
  request->mark = &link_.mark(head.slot);
  if (head.lane >= kFirstRemoteLane) {
    request->lane = LaneOfRemoteLane(head.lane);
  } else if (head.lane >= 0) {
    const auto found = contexts_.find(static_cast<uint32_t>(head.lane));
    if (found == contexts_.end() || found->second == nullptr) {
      return request->Refuse("The system refuses the thread that this context needs to run on");
    }
    request->lane = static_cast<int32_t>(found->second->id);
  }
  arrived_.push_back(std::move(request));
}

void ChildCalls::Submit() {
  if (arrived_.empty()) return;
  keeps_.store(!introduced_.load());
  if (keeps_.load()) return;
  runtime_.Submit(std::exchange(arrived_, {}));
}

void ChildCalls::OnReply(LetterReader& letter) {
  const auto token = letter.Raw<uint64_t>();
  const auto outcome = letter.Raw<HostCall::Outcome>();
  const std::string_view value = letter.Value();
  IncomingAttachments incoming = letter.Incoming(session_->mailbox, session_->id);
  const Ref<HostCall> call = runtime_.host_calls.Find(token);
  if (!call) return;
  call->reply_attachments = std::move(incoming);
  call->Finish(outcome, reinterpret_cast<const uint8_t*>(value.data()), value.size());
}

void ChildCalls::OnCancel(uint32_t slot) {
  Submit();  // it may be among them
  Ref<Request> request;
  {
    std::lock_guard lock(mutex_);
    if (slot < slots_.size()) request = slots_[slot];
  }
  // One that had not begun again, and which nobody would answer.
  if (request && runtime_.Cancel(request)) request->Deliver();
}

void ChildCalls::OnReserve(uint32_t context, PoolKind kind) {
  contexts_[context] = runtime_.pool(kind).Reserve();
}

void ChildCalls::OnUnreserve(uint32_t context) {
  const auto found = contexts_.find(context);
  if (found == contexts_.end()) return;
  if (found->second != nullptr) found->second->pool.Unreserve(found->second);
  contexts_.erase(found);
}

bool ChildCalls::Take(const Request& request) {
  if (request.slot == kNoSlot) {
    EndIntroduction();
    return true;
  }
  std::lock_guard lock(mutex_);
  Ref<Request>& slot = slots_[request.slot];
  if (slot.get() != &request) return false;
  slot = nullptr;
  return true;
}

void ChildCalls::EndIntroduction() {
  {
    std::lock_guard lock(mutex_);
    if (--introductions_ > 0) return;
  }
  introduced_.store(true);
  Letter(ToParent::kReady).SendTo(link_.out);
  link_.childs_bell().RingAnyway();  // for the calls that were kept
}

pyloom_native_status ChildCalls::CallNative(const std::string& name, const uint8_t* arguments,
                                            size_t length, const pyloom_native_output* output) {
  NativeCall call;
  uint64_t token = 0;
  {
    std::lock_guard lock(mutex_);
    token = ++last_native_;
    natives_.emplace(token, &call);
  }
  WireWriter value;
  value.Assign(arguments, length);
  Letter(ToParent::kNative).Raw(token).Text(name).Value(value).SendTo(link_.out);
  {
    Inlet::Watch inlet(Inlet::of_lanes);
    PollFor(kNativePollNanoseconds, [&] {
      inlet.Look();
      return call.done.load();
    });
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return call.done.load(); });
  natives_.erase(token);
  lock.unlock();
  const auto* bytes = reinterpret_cast<const uint8_t*>(call.value.data());
  if (output->write(output->sink, bytes, call.value.size()) != 0) {
    return PYLOOM_NATIVE_MEMORY_ERROR;
  }
  return static_cast<pyloom_native_status>(call.status);
}

void ChildCalls::OnNativeReply(LetterReader& letter) {
  const auto token = letter.Raw<uint64_t>();
  const auto status = letter.Raw<uint8_t>();
  const std::string_view value = letter.Value();
  std::lock_guard lock(mutex_);
  const auto found = natives_.find(token);
  if (found == natives_.end()) return;
  found->second->status = status;
  found->second->value = value;
  found->second->done = true;
  changed_.notify_all();
}

}  // namespace pyloom
