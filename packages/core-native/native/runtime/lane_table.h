// All lanes that there have ever been, by number. Any thread.
#ifndef PYLOOM_RUNTIME_LANE_TABLE_H_
#define PYLOOM_RUNTIME_LANE_TABLE_H_

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/lane.h"

namespace pyloom {

class LaneTable {
 public:
  template <typename LaneType, typename PoolType>
  LaneType* Make(PoolType& pool) {
    std::lock_guard lock(mutex_);
    auto lane = std::make_unique<LaneType>(static_cast<uint32_t>(lanes_.size()), pool);
    LaneType* const made = lane.get();
    lanes_.push_back(std::move(lane));
    return made;
  }

  Lane* Find(uint32_t id) {
    std::lock_guard lock(mutex_);
    return id < lanes_.size() ? lanes_[id].get() : nullptr;
  }

  bool AnyBusy() {
    std::lock_guard lock(mutex_);
    return std::any_of(lanes_.begin(), lanes_.end(),
                       [](const auto& lane) { return lane->IsBusy(); });
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LANE_TABLE_H_
