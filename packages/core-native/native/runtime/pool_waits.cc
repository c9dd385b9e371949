// Lanes that wait: for work, for JavaScript, or in C code for ever.

#include <algorithm>

#include "base/out_of_memory.h"
#include "platform/cpu.h"
#include "runtime/async_inbox.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// A round trip costs 3 to 6 µs while the lane polls and 20 to 58 µs once both processors sleep;
// beyond 20 µs of polling nothing more was gained when calls follow each other, 50 bridges a little
// work in between.
constexpr uint64_t kPollNanoseconds = 50'000;
// A lane that slept for less than this would have been worth polling a little longer.
constexpr uint64_t kShortSleepNanoseconds = 300'000;
// How long a lane beyond the pool's size stays around.
constexpr auto kSurplusIdle = std::chrono::seconds(2);

// All pools together: on two processors one polling lane is all that is left beside the JavaScript
// thread.
std::atomic<unsigned> pollers{0};

bool BeginPolling() {
  const unsigned limit = CpuCount() - 1;
  unsigned now = pollers.load();
  while (now < limit) {
    if (pollers.compare_exchange_weak(now, now + 1)) return true;
  }
  return false;
}

}  // namespace

bool Pool::WaitForWork(Lane* lane) {
  std::unique_lock lock(mutex_, std::defer_lock);
  LockBriefly(lock);
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  if (HasWork(lane)) return true;
  if (poller_ == nullptr && polling_.Pays() && BeginPolling()) {
    poller_ = lane;
    const uint32_t seen = pushes_.load(std::memory_order_acquire);
    lock.unlock();
    const bool pushed =
        PollFor(kPollNanoseconds, [&] { return pushes_.load(std::memory_order_acquire) != seen; });
    LockBriefly(lock);
    poller_ = nullptr;
    pollers.fetch_sub(1);
    polling_.Polled(pushed);
    if (HasWork(lane)) return true;
  }
  idle_.push_back(lane);
  lane->idle = true;
  lane->signalled = false;
  const uint64_t slept_from = NowNanoseconds();
  while (!lane->signalled) {
    const bool timed_out = !lane->wake.wait_for(lock, kSurplusIdle);
    if (timed_out && !lane->signalled && ActiveLanes() > Capacity() && lane->contexts == 0) {
      std::erase(idle_, lane);
      lane->idle = false;
      lane->ending = true;
      --lane->interpreter.load()->active_lanes;
      return false;
    }
  }
  if (NowNanoseconds() - slept_from < kShortSleepNanoseconds) polling_.SleptBriefly();
  return true;
}

void Pool::OnWait(Lane* lane, bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  if (lane->role == Lane::Role::kKeeper) return;
  Scope scope(this);
  Interpreter* interpreter = lane->interpreter.load();
  if (!waiting) {
    if (--lane->wait_depth == 0 && !lane->given_up()) ++interpreter->active_lanes;
    return;
  }
  if (lane->looking) {
    // What a finaliser asks of JavaScript may take long: others have to look instead.
    lane->looking = false;
    looking_.fetch_sub(1);
  }
  if (lane->wait_depth++ > 0) return;
  if (!lane->given_up()) --interpreter->active_lanes;
  if (!IsAsync(kind)) Staff();
}

void Pool::OnThreadWait(bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  if (!waiting) {
    --waiting_threads_;
    return;
  }
  ++waiting_threads_;
  Staff();
}

bool Pool::IsUnreachable(const Interpreter* interpreter) const {
  return std::any_of(lanes_.begin(), lanes_.end(), [=](Lane* lane) {
    return lane->stuck == Lane::Stuck::kForGood && lane->interpreter.load() == interpreter;
  });
}

void Pool::SubmitAgain(Lane* lane) {
  std::deque<Ref<Request>> bound;
  bound.swap(lane->queue);
  for (const auto& request : bound) SubmitToLane(request);
}

void Pool::GiveUp(Lane* lane, const Request& request, Lane::Stuck stuck) {
  Scope scope(this);
  // It may have come back meanwhile: the lane sets the phase first and then asks for the mutex, in
  // TakeBack.
  if (lane->wait_depth > 0 || lane->top.load() != &request ||
      request.phase.load() == Request::Phase::kFinished)
    return;
  if (lane->stuck == stuck || lane->stuck == Lane::Stuck::kLeavesGil) return;
  if (!lane->given_up()) max_size_ = std::max(max_size_, lanes_.size() + 1);
  // Only where the GIL is free another lane can take its place in the interpreter.
  if (stuck == Lane::Stuck::kLeavesGil) --lane->interpreter.load()->active_lanes;
  lane->stuck = stuck;
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  SubmitAgain(lane);
  if (stuck == Lane::Stuck::kForGood) {
    RefuseAll(lane->interpreter.load()->queue, kGivenUp);
  }
  Staff();
}

void Pool::TakeBack(Lane* lane) {
  Scope scope(this);
  if (!lane->given_up()) return;
  lane->stuck = Lane::Stuck::kNot;
  Interpreter* interpreter = lane->interpreter.load();
  // Counted anew: whether the interpreter was counted out depends on how the lane was given up.
  interpreter->active_lanes =
      static_cast<int>(std::count_if(lanes_.begin(), lanes_.end(), [=](Lane* other) {
        return other->alive && !other->given_up() && other->wait_depth == 0 &&
               other->interpreter.load() == interpreter;
      }));
}

}  // namespace pyloom
