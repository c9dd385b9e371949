// Lanes beyond the size of a pool whose lanes share a GIL, for requests that wait behind long ones.

#include <chrono>

#include "base/thread.h"
#include "python/api.h"
#include "runtime/runtime.h"
#include "runtime/worker_pool.h"

namespace pyloom {

namespace {
// How long requests may wait while every lane is busy before a spare one is started. Shorter than a
// human notices, longer than most calls.
constexpr auto kBacklogPatience = std::chrono::milliseconds(2);
constexpr size_t kWatchStackSize = size_t{1} << 18;
}  // namespace

void WorkerPool::AllowSpares(size_t most) {
  Scope scope(this);
  spares_ = most;
}

bool WorkerPool::MayStartSpare() const {
  // Without a GIL calls compute side by side by then, in a pool that is as large as is good for
  // that; but one of a process may be smaller than what it is to run at once.
  return !HasOwnInterpreters(kind) && (!py.free_threaded || spares_) &&
         ActiveLanes() < Capacity() + MostSpares() && AliveLanes() < max_size_;
}

void WorkerPool::BeginWatch() {
  // Without a thread for it, requests wait for a lane of the pool's size.
  if (!has_watch_) has_watch_ = StartThread(kWatchStackSize, [this] { WatchBacklog(); });
  if (!has_watch_) return;
  watching_ = true;
  backlog_.notify_one();
}

void WorkerPool::WatchBacklog() {
  std::unique_lock lock(mutex_);
  for (;;) {
    backlog_.wait(lock, [this] { return watching_; });
    const uint64_t taken = taken_;
    backlog_.wait_for(lock, kBacklogPatience, [] { return false; });  // nobody cuts it short
    if (runtime.exiting()) return;
    if (queue_.empty() || !MayStartSpare()) {
      watching_ = false;  // the next request that has to wait begins anew
    } else if (taken_ == taken && arriving_ == 0 && idle_.empty()) {
      StartLane(MainPlace());
    }
  }
}

}  // namespace pyloom
