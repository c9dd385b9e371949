#include "budget.h"

namespace pyloom {

Full Budget::Change(int64_t entries, int64_t bytes) {
  if (!is_bounded()) {
    if (entries != 0) entries_.fetch_add(static_cast<uint64_t>(entries), std::memory_order_relaxed);
    return Full::kNo;
  }
  std::lock_guard lock(mutex_);
  // Unsigned arithmetic wraps, so adding a negative change subtracts it.
  const uint64_t all_entries = this->entries() + static_cast<uint64_t>(entries);
  const uint64_t all_bytes = bytes_ + static_cast<uint64_t>(bytes);
  if (entries > 0 && all_entries > limits_.entries) return Full::kEntries;
  if (bytes > 0 && all_bytes > limits_.bytes) return Full::kBytes;
  entries_.store(all_entries, std::memory_order_relaxed);
  bytes_ = all_bytes;
  return Full::kNo;
}

}  // namespace pyloom
