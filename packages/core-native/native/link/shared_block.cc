#include "link/shared_block.h"

#include <atomic>

namespace pyloom {

namespace {
std::atomic<const SharedBlock::Keeper*> keeper_of_blocks{nullptr};
}  // namespace

void SharedBlock::KeptBy(const Keeper* keeper) { keeper_of_blocks.store(keeper); }

std::shared_ptr<SharedBlock> SharedBlock::Make(size_t size, std::string* error) {
  const auto block = std::make_shared<SharedBlock>();
  block->size_ = size;
  if (!block->memory_.Create("pyloom-shared", size, error)) return nullptr;
  auto hold = block->Hold();
  if (const Keeper* keeper = keeper_of_blocks.load()) keeper->on_made(*block);
  return hold;
}

std::shared_ptr<SharedBlock> SharedBlock::Adopt(int descriptor, std::string* error) {
  auto block = std::make_shared<SharedBlock>();
  const bool adopted = block->memory_.Adopt(descriptor, error);  // the descriptor is its own now
  if (!adopted) return nullptr;
  if (!block->memory_.KeepsItsSize()) {
    *error = "shared memory of another process that it may cut off";
    return nullptr;
  }
  block->size_ = block->memory_.size();
  return block;
}

std::shared_ptr<SharedBlock> SharedBlock::Missing(std::string why) {
  const auto block = std::make_shared<SharedBlock>();
  block->why_missing_ = std::move(why);
  return block;
}

std::shared_ptr<SharedBlock> SharedBlock::Hold() {
  std::lock_guard lock(mutex_);
  if (auto hold = hold_.lock()) return hold;
  // The block knows the hold and this function with it, which therefore must not keep it any
  // longer.
  std::shared_ptr<SharedBlock> hold(this, [kept = Kept()](SharedBlock* block) mutable {
    if (const Keeper* keeper = keeper_of_blocks.load()) keeper->on_let_go(*block);
    kept.reset();
  });
  hold_ = hold;
  return hold;
}

bool SharedBlock::IsHeld() {
  std::lock_guard lock(mutex_);
  return !hold_.expired();
}

}  // namespace pyloom
