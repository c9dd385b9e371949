#include "runtime/host_call.h"

#include "platform/cpu.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
// A reply to a synchronous host function takes 3 to 6 µs while both sides are awake, 50 µs when the
// waiting side sleeps. Longer than that and the function is asynchronous: sleeping costs nothing
// more.
constexpr uint64_t kReplyPollNanoseconds = 30'000;
}  // namespace

void HostCall::Undeliverable() {
  outgoing.GiveUpReferences();
  Finish(Outcome::kGone, nullptr, 0);
}

bool HostCall::Finish(Outcome outcome, const uint8_t* bytes, size_t length) {
  std::function<void()> finished;
  {
    std::lock_guard lock(mutex_);
    if (outcome_ != Outcome::kWaiting) return false;
    outcome_ = outcome;
    reply_.Assign(bytes, length);
    signal_.store(true, std::memory_order_release);
    finished = std::move(on_finished);
    changed_.notify_one();
  }
  if (finished) finished();
  return true;
}

bool HostCall::TryNest(const Ref<Request>& request) {
  std::lock_guard lock(mutex_);
  if (!serves_nested || !waiting_ || !nested_.empty() || outcome_ != Outcome::kWaiting)
    return false;
  nested_.push_back(request);
  signal_.store(true, std::memory_order_release);
  changed_.notify_one();
  return true;
}

Ref<Request> HostCall::WaitForWork() {
  {
    std::lock_guard lock(mutex_);
    waiting_ = true;
  }
  if (CpuCount() > 1) {
    PollFor(kReplyPollNanoseconds, [this] { return signal_.load(std::memory_order_acquire); });
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !nested_.empty() || outcome_ != Outcome::kWaiting; });
  waiting_ = false;
  if (nested_.empty()) return nullptr;
  Ref<Request> request = std::move(nested_.front());
  nested_.pop_front();
  signal_.store(outcome_ != Outcome::kWaiting, std::memory_order_release);
  return request;
}

uint64_t HostCallTable::Add(const Ref<HostCall>& call) {
  std::lock_guard lock(mutex_);
  const uint64_t token = next_token_++;
  call->token = token;
  calls_.emplace(token, call);
  return token;
}

Ref<HostCall> HostCallTable::Find(uint64_t token) {
  std::lock_guard lock(mutex_);
  auto found = calls_.find(token);
  return found == calls_.end() ? nullptr : found->second;
}

void HostCallTable::Remove(uint64_t token) {
  std::lock_guard lock(mutex_);
  calls_.erase(token);
}

std::vector<Ref<HostCall>> HostCallTable::OfEnvironment(const Environment* environment) {
  std::lock_guard lock(mutex_);
  std::vector<Ref<HostCall>> found;
  for (const auto& [token, call] : calls_) {
    if (call->environment.get() == environment) found.push_back(call);
  }
  return found;
}

}  // namespace pyloom
