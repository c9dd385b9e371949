// The pools that there are, each of one session at a time.

#include <algorithm>

#include "processes/process_pool.h"

namespace pyloom {

namespace {

std::mutex mutex_of_pools;

// Leaked: threads outlive statics. With that mutex.
std::vector<ProcessPool*>& Pools() {
  static auto* const pools = new std::vector<ProcessPool*>();
  return *pools;
}

}  // namespace

std::vector<ProcessPool*> ProcessPool::All() {
  std::lock_guard lock(mutex_of_pools);
  return Pools();
}

// Those of closed sessions are used again, once all their processes have ended, retired ones
// included.
ProcessPool* ProcessPool::Take(Runtime& runtime) {
  std::lock_guard lock(mutex_of_pools);
  std::vector<ProcessPool*>& pools = Pools();
  auto free = std::find_if(pools.begin(), pools.end(), [](ProcessPool* each) {
    std::lock_guard guard(each->mutex_);
    return each->closed_ && each->alive_ == 0;
  });
  if (free == pools.end()) free = pools.insert(free, new ProcessPool(runtime));
  ProcessPool* const taken = *free;
  std::lock_guard guard(taken->mutex_);
  taken->closed_ = false;
  return taken;
}

}  // namespace pyloom
