#include "runtime/host_call.h"

#include "base/inlet.h"
#include "platform/adaptive_poll.h"
#include "platform/apart.h"
#include "platform/cpu.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
// A reply to a synchronous host function takes 3 to 6 µs while both sides are awake, 50 µs when the
// waiting side sleeps. Longer than that and the function is asynchronous: sleeping costs nothing
// more.
constexpr uint64_t kReplyPollNanoseconds = 30'000;
// A reply that came sooner after the waiting thread went to sleep would have been worth polling
// for.
constexpr uint64_t kShortSleepNanoseconds = 200'000;

// Of the waiting thread: one that calls functions which answer at once, or one whose calls take
// long.
thread_local AdaptivePoll polling;
thread_local Apart apart;
}  // namespace

void HostCall::Undeliverable() {
  outgoing.GiveUpReferences();
  Finish(Outcome::kGone);
}

bool HostCall::Finish(Outcome outcome, const uint8_t* bytes, size_t length) {
  std::function<void()> finished;
  {
    std::lock_guard lock(mutex_);
    if (outcome_ != Outcome::kWaiting) return false;
    outcome_ = outcome;
    if (length > 0) reply_.Assign(bytes, length);
    signal_.store(true, std::memory_order_release);
    finished = std::move(on_finished);
    changed_.notify_one();
  }
  if (finished) finished();
  if (outcome == Outcome::kCancelled && is_lone.load()) mailbox->Post(new CallEndedMessage(token));
  return true;
}

void HostCall::GiveUp() {
  if (!HasWaiter()) return;
  was_given_up_.store(true);  // before it is seen that nobody waits
  if (Finish(Outcome::kCancelled) && !is_lone.load()) mailbox->Post(new CallEndedMessage(token));
}

bool HostCall::HasWaiter() {
  std::lock_guard lock(mutex_);
  return outcome_ == Outcome::kWaiting;
}

HostCall::Nesting HostCall::Nest(const Ref<Request>& request) {
  if (nest_elsewhere) return HasWaiter() ? nest_elsewhere(request) : Nesting::kRefused;
  std::lock_guard lock(mutex_);
  if (!serves_nested || outcome_ != Outcome::kWaiting) return Nesting::kRefused;
  if (!waiting_ || nested_) return Nesting::kBusy;
  nested_ = request;
  signal_.store(true, std::memory_order_release);
  changed_.notify_one();
  return Nesting::kTaken;
}

void HostCall::NoteWaitingInPool() {
  std::lock_guard lock(mutex_);
  look_in_pool_ = true;
  signal_.store(true, std::memory_order_release);
  changed_.notify_one();
}

HostCall::Work HostCall::WaitForWork(std::optional<std::chrono::milliseconds> longest) {
  {
    std::lock_guard lock(mutex_);
    waiting_ = true;
  }
  const auto signalled = [this] { return signal_.load(std::memory_order_acquire); };
  if (polling.Pays()) {
    apart.From(mailbox->readers_cpu());
    Inlet::Watch inlet(Inlet::of_lanes);
    const bool came = PollFor(polling.Nanoseconds(kReplyPollNanoseconds), [&] {
      inlet.Look();
      return signalled();
    });
    polling.Polled(came);
    if (came) apart.Came();
  }
  std::unique_lock lock(mutex_);
  const auto has_work = [this] {
    return nested_ || look_in_pool_ || outcome_ != Outcome::kWaiting;
  };
  if (!has_work()) {
    const uint64_t slept_from = NowNanoseconds();
    if (longest) {
      changed_.wait_for(lock, *longest, has_work);
    } else {
      changed_.wait(lock, has_work);
    }
    if (NowNanoseconds() - slept_from < kShortSleepNanoseconds) polling.SleptBriefly();
  }
  waiting_ = false;
  Work work;
  work.nested = std::exchange(nested_, nullptr);
  work.finished = outcome_ != Outcome::kWaiting;
  if (!work.nested) work.look_in_pool = std::exchange(look_in_pool_, false);
  signal_.store(work.finished || look_in_pool_, std::memory_order_release);
  return work;
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
  decltype(calls_)::node_type removed;  // freed without the mutex: what it holds has destructors
  std::lock_guard lock(mutex_);
  removed = calls_.extract(token);
}

template <typename Predicate>
std::vector<Ref<HostCall>> HostCallTable::Where(const Predicate& predicate) {
  std::lock_guard lock(mutex_);
  std::vector<Ref<HostCall>> found;
  for (const auto& [token, call] : calls_) {
    if (predicate(*call)) found.push_back(call);
  }
  return found;
}

std::vector<Ref<HostCall>> HostCallTable::OfCaller(const Request* caller) {
  return Where([=](const HostCall& call) { return call.caller.get() == caller; });
}

std::vector<Ref<HostCall>> HostCallTable::OfMailbox(const Mailbox* mailbox) {
  return Where([=](const HostCall& call) { return call.mailbox.get() == mailbox; });
}

}  // namespace pyloom
