// Lanes that have run dry: they poll for a moment, sleep, and end when there are too many of them.

#include <atomic>
#include <chrono>

#include "base/inlet.h"
#include "platform/cpu.h"
#include "runtime/worker_pool.h"

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

bool WorkerPool::WaitForWork(WorkerLane* lane) {
  std::unique_lock lock(mutex_, std::defer_lock);
  LockBriefly(lock);
  EndArrival(lane);
  if (HasWork(lane)) return true;
  if (poller_ == nullptr && polling_.Pays() && BeginPolling()) {
    poller_ = lane;
    const uint64_t longest = polling_.Nanoseconds(kPollNanoseconds);
    const uint32_t seen = pushes_.load(std::memory_order_acquire);
    lock.unlock();
    bool pushed = false;
    {
      apart_.From(callers_cpu_.load(std::memory_order_relaxed));
      Inlet::Watch inlet(Inlet::of_lanes);
      pushed = PollFor(longest, [&] {
        inlet.Look();
        return pushes_.load(std::memory_order_acquire) != seen;
      });
    }
    LockBriefly(lock);
    poller_ = nullptr;
    pollers.fetch_sub(1);
    polling_.Polled(pushed);
    if (pushed) apart_.Came();
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
      --lane->place->active_lanes;
      return false;
    }
  }
  if (NowNanoseconds() - slept_from < kShortSleepNanoseconds) polling_.SleptBriefly();
  return true;
}

}  // namespace pyloom
