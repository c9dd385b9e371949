#include "messages/orphaned_memory.h"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "base/out_of_memory.h"

namespace pyloom {

namespace {

struct Left {
  std::mutex mutex;
  std::vector<std::shared_ptr<void>> memory;  // guarded by mutex
  std::atomic<bool> any{false};
};

Left& AllLeft() {
  static Left* const left = new Left();  // leaked: lanes outlive static destructors
  return *left;
}

}  // namespace

void OrphanedMemory::Leave(std::shared_ptr<void> memory) {
  if (!memory) return;
  const AllocationsMayFail vital(false);
  std::lock_guard lock(AllLeft().mutex);
  AllLeft().memory.push_back(std::move(memory));
  AllLeft().any.store(true, std::memory_order_release);
}

void OrphanedMemory::Free() {
  if (!AllLeft().any.load(std::memory_order_acquire)) return;
  std::vector<std::shared_ptr<void>> taken;
  {
    std::lock_guard lock(AllLeft().mutex);
    taken.swap(AllLeft().memory);
    AllLeft().any.store(false, std::memory_order_release);
  }
}

}  // namespace pyloom
