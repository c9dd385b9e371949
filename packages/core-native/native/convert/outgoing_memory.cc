#include "convert/outgoing_memory.h"

#include "convert/object_space.h"

namespace pyloom {

namespace {
std::atomic<ArenaSender*> arena_of_copies{nullptr};
}  // namespace

void PlaceCopiesIn(ArenaSender* arena) { arena_of_copies.store(arena); }

std::unique_ptr<OutgoingBuffer> MakeRoomForCopy(size_t length) {
  ArenaSender* const arena = arena_of_copies.load(std::memory_order_relaxed);
  if (auto region = arena == nullptr ? nullptr : arena->Take(length)) {
    return std::make_unique<PlacedMemory>(std::move(region), length);
  }
  return std::make_unique<CopiedMemory>(length);
}

PythonMemory::~PythonMemory() { space_->references.Discard(holder_); }

}  // namespace pyloom
