#include "link/arena.h"

#include <algorithm>
#include <cstddef>

#include "platform/forked_child.h"

namespace pyloom {

namespace {

size_t UnitsFor(uint64_t size) { return (size + kArenaUnit - 1) / kArenaUnit; }

}  // namespace

// ------------------------------------------------------------------------------------------
// Sending

ArenaRegion::ArenaRegion(ArenaSender* sender, size_t first, size_t units)
    : sender_(sender), first_(first), units_(units) {}

ArenaRegion::~ArenaRegion() {
  if (is_sent_ || InForkedChild()) return;
  std::lock_guard lock(sender_->mutex_);
  sender_->Free(first_, units_);
}

uint8_t* ArenaRegion::data() const { return sender_->Shared()->bytes + first_ * kArenaUnit; }

void ArenaRegion::Sent() {
  std::lock_guard lock(sender_->mutex_);
  if (is_sent_) return;
  sender_->sent_.push_back({first_, units_});  // in room that Take has reserved
  is_sent_ = true;
}

std::shared_ptr<ArenaRegion> ArenaSender::Take(size_t size) {
  if (!memory_ || size == 0 || size > kArenaCapacity || InForkedChild()) return nullptr;
  const size_t units = UnitsFor(size);
  std::lock_guard lock(mutex_);
  TakeBack();
  const size_t first = Find(units);
  if (first == kArenaUnits) return nullptr;
  sent_.reserve(kArenaUnits);
  auto region = std::make_shared<ArenaRegion>(this, first, units);
  for (size_t unit = first; unit < first + units; ++unit) taken_.set(unit);
  Shared()->given_back[first].store(0, std::memory_order_relaxed);  // the letter publishes it
  used_.store(std::max(used_.load(), first + units));
  return region;
}

void ArenaSender::TakeBack() {
  std::erase_if(sent_, [this](const Sent& region) {
    if (Shared()->given_back[region.first].load(std::memory_order_acquire) == 0) return false;
    Free(region.first, region.units);
    return true;
  });
}

// The first that is free, whose pages are there most likely; kArenaUnits: none is.
size_t ArenaSender::Find(size_t units) const {
  size_t free = 0;
  for (size_t unit = 0; unit < kArenaUnits; ++unit) {
    free = taken_.test(unit) ? 0 : free + 1;
    if (free == units) return unit + 1 - units;
  }
  return kArenaUnits;
}

void ArenaSender::Free(size_t first, size_t units) {
  for (size_t unit = first; unit < first + units; ++unit) taken_.reset(unit);
}

// ----------------------------------------------------------------------------------------
// Receiving

// What is held, for as long as something is, beyond the end of the receiver.
class ArenaReceiver::Books {
 public:
  explicit Books(std::unique_ptr<SharedMemory> memory) : memory(std::move(memory)) {}

  uint8_t* Hold(size_t first, size_t units) {
    std::lock_guard lock(mutex_);
    GiveBackKeptLocked();
    if (is_ended_) return nullptr;
    for (size_t unit = first; unit < first + units; ++unit) {
      if (held_.test(unit)) return nullptr;
    }
    Set(first, units, true);
    used_ = std::max(used_, first + units);
    BeginForkInterest();
    return Shared()->bytes + first * kArenaUnit;
  }

  void GiveBack(size_t first, size_t units, uint32_t forks) {
    if (InForkedChild()) return;  // it is its parent's
    EndForkInterest();
    std::lock_guard lock(mutex_);
    GiveBackKeptLocked();
    const Kept region{first, units, forks, ForksOfThis()};
    // What a forked child of this process still sees is not written to.
    if (!is_ended_ && IsSeenByFork(region)) return kept_.push_back(region);
    GiveBackLocked(region);
  }

  void GiveBackKept() {
    std::lock_guard lock(mutex_);
    GiveBackKeptLocked();
  }

  // What is held of the memory of one process after another is not to take up the addresses of all
  // of it.
  void End() {
    std::lock_guard lock(mutex_);
    if (std::exchange(is_ended_, true)) return;
    for (const Kept& region : kept_) Set(region.first, region.units, false);
    kept_.clear();
    for (size_t unit = 0, end = 0; unit < kArenaUnits; unit = end) {
      for (end = unit + 1; end < kArenaUnits && held_.test(end) == held_.test(unit);) ++end;
      if (!held_.test(unit)) Unmap(unit, end - unit);
    }
    memory->Unmap(0, offsetof(ArenaMemory, bytes));
  }

  size_t used() {
    std::lock_guard lock(mutex_);
    return used_ * kArenaUnit;
  }

  const std::unique_ptr<SharedMemory> memory;

 private:
  // Which forks there were while somebody held it.
  struct Kept {
    size_t first, units;
    uint32_t forks_before, forks_at_end;
  };
  static bool IsSeenByFork(const Kept& region) {
    return region.forks_before != region.forks_at_end &&
           IsForkedChildLeft(region.forks_before, region.forks_at_end);
  }
  void GiveBackKeptLocked() {
    std::erase_if(kept_, [this](const Kept& region) {
      if (!is_ended_ && IsSeenByFork(region)) return false;
      GiveBackLocked(region);
      return true;
    });
  }
  void GiveBackLocked(const Kept& region) {
    Set(region.first, region.units, false);
    if (is_ended_) return Unmap(region.first, region.units);
    Shared()->given_back[region.first].store(1, std::memory_order_release);
  }

  ArenaMemory* Shared() const { return reinterpret_cast<ArenaMemory*>(memory->data()); }
  void Set(size_t first, size_t units, bool held) {
    for (size_t unit = first; unit < first + units; ++unit) held_.set(unit, held);
  }
  void Unmap(size_t first, size_t units) {
    memory->Unmap(offsetof(ArenaMemory, bytes) + first * kArenaUnit, units * kArenaUnit);
  }

  std::mutex mutex_;
  std::bitset<kArenaUnits> held_;  // guarded by mutex_, as is all below
  std::vector<Kept> kept_;         // what nobody holds, but a forked child may see
  size_t used_ = 0;
  bool is_ended_ = false;
};

void ArenaReceiver::Open(std::unique_ptr<SharedMemory> memory) {
  books_ = std::make_shared<Books>(std::move(memory));
}

SharedMemory* ArenaReceiver::memory() const { return books_ ? books_->memory.get() : nullptr; }

std::shared_ptr<void> ArenaReceiver::Hold(uint64_t first_unit, uint64_t size) {
  if (!books_ || size == 0 || size > kArenaCapacity || first_unit >= kArenaUnits) return nullptr;
  const size_t first = first_unit, units = UnitsFor(size);
  if (units > kArenaUnits - first) return nullptr;
  uint8_t* const data = books_->Hold(first, units);
  if (data == nullptr) return nullptr;
  return {data, [books = books_, first, units, forks = ForksOfThis()](void*) {
            books->GiveBack(first, units, forks);
          }};
}

void ArenaReceiver::GiveBackKept() {
  if (books_) books_->GiveBackKept();
}

void ArenaReceiver::End() {
  if (books_) books_->End();
}

size_t ArenaReceiver::used() const { return books_ ? books_->used() : 0; }

// ----------------------------------------------------------------------------------- Both ways

bool Arena::Create() {
  auto outgoing = std::make_unique<SharedMemory>(), incoming = std::make_unique<SharedMemory>();
  std::string error;
  if (!outgoing->Create("pyloom-values", sizeof(ArenaMemory), &error) ||
      !incoming->Create("pyloom-values", sizeof(ArenaMemory), &error)) {
    return false;
  }
  out.Open(std::move(outgoing));
  in.Open(std::move(incoming));
  return true;
}

bool Arena::Adopt(int incoming, int outgoing, std::string* error) {
  const auto adopt = [&](int descriptor) -> std::unique_ptr<SharedMemory> {
    auto memory = std::make_unique<SharedMemory>();
    if (!memory->Adopt(descriptor, error)) return nullptr;
    if (memory->size() == sizeof(ArenaMemory)) return memory;
    *error = "the shared memory is another version's";
    return nullptr;
  };
  auto received = adopt(incoming), sent = adopt(outgoing);
  if (!received || !sent) return false;
  in.Open(std::move(received));
  out.Open(std::move(sent));
  CloseDescriptors();
  return true;
}

void Arena::CloseDescriptors() {
  if (out.memory() != nullptr) out.memory()->CloseDescriptor();
  if (in.memory() != nullptr) in.memory()->CloseDescriptor();
}

}  // namespace pyloom
