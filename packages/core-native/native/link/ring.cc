#include "link/ring.h"

#include <algorithm>
#include <cstring>

namespace pyloom {

namespace {
constexpr uint64_t kMask = kRingCapacity - 1;
// One that is larger is taken out while it comes.
constexpr size_t kLargeLetter = kRingCapacity / 4;
}  // namespace

void Outflow::Open(RingState* state, uint8_t* bytes, Doorbell* reader) {
  state_ = state;
  bytes_ = bytes;
  reader_ = reader;
}

size_t Outflow::Room() const {
  const uint64_t used = written_ - state_->read.load();
  return used > kRingCapacity ? 0 : kRingCapacity - used;
}

void Outflow::Write(const void* bytes, size_t size) {
  if (size == 0) return;
  const size_t at = written_ & kMask;
  const size_t first = std::min(size, kRingCapacity - at);
  std::memcpy(bytes_ + at, bytes, first);
  if (first < size) {
    std::memcpy(bytes_, static_cast<const uint8_t*>(bytes) + first, size - first);
  }
  written_ += size;
}

void Outflow::Put(const Piece* pieces, size_t count) {
  uint64_t length = 0;
  for (size_t i = 0; i < count; ++i) length += pieces[i].size;
  std::lock_guard lock(mutex_);
  if (has_left_.load(std::memory_order_relaxed) || Room() < length + sizeof length) {
    Keep(length, pieces, count);
    DrainLocked();
    return;
  }
  Write(&length, sizeof length);
  for (size_t i = 0; i < count; ++i) Write(pieces[i].bytes, pieces[i].size);
  Publish();
}

void Outflow::Keep(uint64_t length, const Piece* pieces, size_t count) {
  // Under steady load there is always something left: what has gone is not kept for that.
  if (left_from_ > left_.size() / 2) {
    left_.DropFront(left_from_);
    left_from_ = 0;
  }
  uint8_t* place = left_.Extend(sizeof length + length);
  std::memcpy(place, &length, sizeof length);
  place += sizeof length;
  for (size_t i = 0; i < count; ++i) {
    if (pieces[i].size > 0) std::memcpy(place, pieces[i].bytes, pieces[i].size);
    place += pieces[i].size;
  }
  has_left_.store(true);
}

void Outflow::Drain() {
  if (!has_left_.load()) return;
  {
    std::lock_guard lock(mutex_);
    DrainLocked();
  }
  reader_->Ring();
}

void Outflow::DrainLocked() {
  while (left_from_ < left_.size()) {
    size_t room = Room();
    if (room == 0) {
      // Either the reader sees this, or the room that it has made is seen here.
      state_->starving.store(1);
      room = Room();
      if (room == 0) return;
    }
    const size_t size = std::min(room, left_.size() - left_from_);
    Write(left_.data() + left_from_, size);
    Publish();
    left_from_ += size;
  }
  left_from_ = 0;
  left_.Trim();
  has_left_.store(false);
}

void Inflow::Open(RingState* state, const uint8_t* bytes, Doorbell* writer) {
  state_ = state;
  bytes_ = bytes;
  writer_ = writer;
}

void Inflow::Get(uint64_t from, void* bytes, size_t size) const {
  const size_t at = from & kMask;
  const size_t first = std::min(size, kRingCapacity - at);
  std::memcpy(bytes, bytes_ + at, first);
  if (first < size) std::memcpy(static_cast<uint8_t*>(bytes) + first, bytes_, size - first);
}

Inflow::Step Inflow::Next(const uint8_t** letter, size_t* size) {
  const uint64_t read = read_;
  const uint64_t written = state_->written.load();
  const uint64_t available = written - read;
  const auto empty = [&] {
    looked_.store(written, std::memory_order_relaxed);
    return Step::kEmpty;
  };
  if (is_broken_ || available > kRingCapacity) {
    empty();
    return Step::kBroken;
  }
  if (awaited_ > 0) {
    const size_t rest = std::min<uint64_t>(available, awaited_ - large_->size());
    if (rest > 0) Get(read, large_->Extend(rest), rest);
    if (large_->size() < awaited_) {
      MakeRoom(read + rest);
      return empty();
    }
    next_ = read + rest;
    *letter = large_->data();
    *size = awaited_;
    return Step::kLetter;
  }
  uint64_t length = 0;
  if (available < sizeof length) return empty();
  Get(read, &length, sizeof length);
  if (length >= kLargeLetter) {
    awaited_ = length;
    large_ = std::make_shared<WireWriter>(WireWriter::Unlimited());
    MakeRoom(read + sizeof length);
    return Next(letter, size);
  }
  if (available < sizeof length + length) return empty();
  const uint64_t begin = read + sizeof length;
  next_ = begin + length;
  *size = length;
  if ((begin & kMask) + length <= kRingCapacity) {
    *letter = bytes_ + (begin & kMask);
  } else {
    copied_.Clear();
    Get(begin, copied_.Extend(length), length);
    *letter = copied_.data();
  }
  return Step::kLetter;
}

void Inflow::Advance() {
  if (awaited_ > 0) {
    awaited_ = 0;
    large_ = nullptr;
  }
  MakeRoom(next_);
}

void Inflow::MakeRoom(uint64_t read) {
  read_ = read;
  state_->read.store(read);
  if (state_->starving.load() == 0) return;
  // Not for each letter: the writer would be woken for a few bytes.
  if (state_->written.load() - read > kRingCapacity / 2) return;
  state_->starving.store(0);
  writer_->RingAnyway();  // those who watch look for letters, not for room
}

}  // namespace pyloom
