#include "processes/child_blocks.h"

#include <utility>

#include "base/out_of_memory.h"
#include "platform/forked_child.h"
#include "processes/block_numbers.h"
#include "processes/letters.h"

namespace pyloom {

void ChildBlocks::OnMade(SharedBlock& block) {
  if (InForkedChild()) return;  // there is nobody to hand it to
  std::lock_guard lock(mutex_);
  const uint64_t number = last_number_ += kBlockNumbers;
  numbers_[&block] = number;
  entries_[number] = {block.Kept(), 0, false};
}

uint64_t ChildBlocks::Name(SharedBlock& block) {
  std::lock_guard lock(mutex_);
  const uint64_t number = numbers_.at(&block);
  Entry& entry = entries_.at(number);
  if (std::exchange(entry.is_handed_over, true)) return number;
  // At its end this process ends, too.
  while (PassDescriptor(channel_, {number, block.descriptor()}) != Passed::kOne) {
    WaitForRoom(channel_);
  }
  block.CloseDescriptor();
  return number;
}

std::shared_ptr<SharedBlock> ChildBlocks::Find(uint64_t number) {
  std::unique_lock lock(mutex_);
  received_.wait(lock, [&] { return entries_.count(number) > 0; });
  Entry& entry = entries_.at(number);
  ++entry.named;
  return entry.block->Hold();
}

void ChildBlocks::OnLetGo(SharedBlock& block) noexcept {
  if (InForkedChild()) return;  // the letters are its parent's
  const AllocationsMayFail vital(false);
  std::shared_ptr<SharedBlock> freed;  // without the mutex
  std::lock_guard lock(mutex_);
  const auto known = numbers_.find(&block);
  if (known == numbers_.end() || block.IsHeld()) return;
  const uint64_t number = known->second;
  const Entry& entry = entries_.at(number);
  if (entry.is_handed_over) {
    Letter(ToParent::kBlockUnused).Raw(number).Raw(entry.named).SendTo(out_);
  } else {
    freed = Remove(number);
  }
}

void ChildBlocks::OnForget(uint64_t number) {
  std::shared_ptr<SharedBlock> freed;  // without the mutex
  std::lock_guard lock(mutex_);
  freed = Remove(number);
}

std::shared_ptr<SharedBlock> ChildBlocks::Remove(uint64_t number) {
  const auto found = entries_.find(number);
  if (found == entries_.end()) return nullptr;
  std::shared_ptr<SharedBlock> block = std::move(found->second.block);
  numbers_.erase(block.get());
  entries_.erase(found);
  return block;
}

bool ChildBlocks::Receive() {
  WaitForInput(channel_);
  PassedDescriptor received;
  const Passed passed = ReceiveDescriptor(channel_, &received);
  if (passed != Passed::kOne) return passed == Passed::kNone;
  std::string error = "this process may not have another descriptor";
  std::shared_ptr<SharedBlock> block;
  if (received.descriptor != -1) block = SharedBlock::Adopt(received.descriptor, &error);
  if (!block) block = SharedBlock::Missing(error);
  block->CloseDescriptor();
  {
    std::lock_guard lock(mutex_);
    numbers_[block.get()] = received.number;
    entries_[received.number].block = std::move(block);
  }
  received_.notify_all();
  return true;
}

}  // namespace pyloom
