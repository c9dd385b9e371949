#include "runtime/broadcast.h"

#include <algorithm>
#include <utility>

#include "platform/cpu.h"
#include "runtime/interpreter.h"
#include "runtime/interrupter.h"
#include "runtime/keeper.h"
#include "runtime/runtime.h"
#include "runtime/session.h"
#include "runtime/thread_pool.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {
// For what has been cancelled, all parts together.
constexpr uint64_t kPatience = 1'000'000'000;
}  // namespace

Broadcast::Broadcast(Runtime& runtime, Ref<Request> call, std::string key, uint64_t number)
    : runtime_(runtime), key_(std::move(key)), number_(number), call_(std::move(call)) {}
Broadcast::~Broadcast() = default;

void Broadcast::Begin() { Start({runtime_.main_interpreter()}); }

void Broadcast::Start(const std::vector<Interpreter*>& interpreters) {
  std::vector<std::pair<Keeper*, Ref<Request>>> started;
  {
    std::lock_guard lock(mutex_);
    for (Interpreter* interpreter : interpreters) {
      Ref<Request> part = call_->CopyForBroadcast();
      part->pool = interpreter->pool.kind;
      part->interpreter = static_cast<int32_t>(interpreter->id);
      part->part_of = this;
      parts_.push_back(part);
      if (deadline_ > 0) interpreter->interrupter->InterruptAfter(part, deadline_);
      started.emplace_back(interpreter->keeper.get(), std::move(part));
    }
  }
  for (auto& [keeper, part] : started) keeper->Submit(std::move(part));
}

void Broadcast::Cancel() {
  const uint64_t deadline = NowNanoseconds() + kPatience;
  std::vector<Ref<Request>> parts;
  {
    std::lock_guard lock(mutex_);
    auto queued = Request::Phase::kQueued;
    if (!call_ || !call_->phase.compare_exchange_strong(queued, Request::Phase::kFinished)) return;
    deadline_ = deadline;
    parts = parts_;
  }
  for (const auto& part : parts) {
    // Nobody will answer what it asks of JavaScript.
    part->cancelled.store(true);
    for (const auto& host_call : runtime_.host_calls.OfCaller(part.get()))
      host_call->Finish(HostCall::Outcome::kCancelled);
    runtime_.FindInterpreter(static_cast<uint32_t>(part->interpreter))
        ->interrupter->InterruptAfter(part, deadline);
  }
}

void Broadcast::OnFinished(Request& part) {
  const bool is_main = part.interpreter == 0;
  std::vector<Interpreter*> others;
  if (is_main && part.status == Request::Status::kOk) {
    others = runtime_.Interpreters();
    std::erase_if(others, [this](const Interpreter* each) {
      return each->id == 0 || each->introduced_to >= number_;
    });
  }
  TakeOutcome(part, is_main);
  Start(others);  // before this part is taken off: the last one finishes the whole
  if (!others.empty()) runtime_.broadcast_watch.Watch(this);
  bool last = false;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(parts_, [&](const Ref<Request>& each) { return each.get() == &part; });
    last = parts_.empty();
  }
  if (last) Finish();
}

void Broadcast::TakeOutcome(Request& part, bool is_main) {
  if (part.status == Request::Status::kOk) return;
  // Interpreters to come would be interrupted in it as well.
  if (part.status == Request::Status::kInterrupted && !key_.empty()) runtime_.Forget(key_, number_);
  if (!is_main && !key_.empty()) {
    if (part.status != Request::Status::kPythonError) return;
    return runtime_.Warn("'" + Name(*part.key) + "' failed in interpreter " +
                         std::to_string(part.interpreter) + ": " + ErrorSummary(part));
  }
  std::lock_guard lock(mutex_);
  if (!call_ || call_->status != Request::Status::kOk) return;
  call_->status = part.status;
  call_->result = std::move(part.result);
  call_->outgoing = std::move(part.outgoing);
}

// As its caller knows it: `module m` rather than the function that defines one.
const std::string& Broadcast::Name(const FunctionKey& key) const {
  return key_.empty() ? key.name : key_;
}

bool Broadcast::HasEnded() {
  std::lock_guard lock(mutex_);
  return !call_;
}

bool Broadcast::EndWait() {
  std::string places;
  std::string name;
  {
    std::lock_guard lock(mutex_);
    if (!call_) return true;
    for (const auto& part : parts_) {
      if (part->phase.load() != Request::Phase::kQueued) return false;
      places += (places.empty() ? "" : ", ") + std::to_string(part->interpreter);
    }
    name = Name(*call_->key);
  }
  if (places.empty()) return false;  // the last part has ended, and is about to finish the whole
  runtime_.Warn("'" + name + "' waits for interpreter " + places +
                ", where C code keeps the GIL; it is made there as soon as that lets go");
  Finish();
  return true;
}

void Broadcast::Finish() {
  Ref<Request> call;
  {
    std::lock_guard lock(mutex_);
    call = std::exchange(call_, nullptr);  // they hold each other
  }
  if (!call) return;
  if (call->status == Request::Status::kOk) call->result.Nil();
  auto queued = Request::Phase::kQueued;
  if (call->phase.compare_exchange_strong(queued, Request::Phase::kFinished))
    call->mailbox->Post(call);
}

}  // namespace pyloom
