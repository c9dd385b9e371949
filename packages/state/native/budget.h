#ifndef PYLOOM_STATE_BUDGET_H_
#define PYLOOM_STATE_BUDGET_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>

namespace pyloom {

// What a store may hold.
struct Limits {
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

  uint64_t entries = kNone;
  // Of keys and encoded values together.
  uint64_t bytes = kNone;
};

// Which limit refused a write.
enum class Full : uint8_t { kNo, kEntries, kBytes };

// Counts what a store holds, over all shards, and refuses what goes beyond its limits.
//
// Threads: any thread may call anything, and does so while it holds the lock of the shard that it
// changes. Owner: the store.
class Budget {
 public:
  explicit Budget(Limits limits) : limits_(limits) {}

  // Counts a change, or refuses it as a whole. Both limits are checked under one lock: taken one
  // after the other, a write that the second refuses would for a moment have kept others from the
  // first.
  Full Change(int64_t entries, int64_t bytes);

  uint64_t entries() const { return entries_.load(std::memory_order_relaxed); }
  const Limits& limits() const { return limits_; }

 private:
  bool is_bounded() const {
    return limits_.entries != Limits::kNone || limits_.bytes != Limits::kNone;
  }

  const Limits limits_;
  std::mutex mutex_;
  // Changed under the lock, or by anyone where there is no limit; read by anyone.
  std::atomic<uint64_t> entries_{0};
  // Counted only where there is a limit.
  uint64_t bytes_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_BUDGET_H_
