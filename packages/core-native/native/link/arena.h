// Memory in which large values go from one process to another, and which is used again and again:
// to find fresh pages and to zero them takes longer than to copy what lies in them.
//
// The sender finds a free region, writes into it and names it in a letter. From then on it is the
// receiver's, who reads it where it lies for as long as anybody there needs it, and then gives it
// back by a mark in the same memory, at which the sender looks when it needs room. Where there is
// none, because the receiver keeps what it got, the value goes through the ring.
//
// Nothing that the other process writes there is trusted: which regions are whose each side knows
// by itself; the receiver takes none that is not inside, or of which it holds a part already.
#ifndef PYLOOM_LINK_ARENA_H_
#define PYLOOM_LINK_ARENA_H_

#include <atomic>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "platform/shared_memory.h"

namespace pyloom {

// Regions are whole units, so that one mark for each is enough.
inline constexpr size_t kArenaUnit = size_t{64} << 10;
inline constexpr size_t kArenaUnits = 1024;
inline constexpr size_t kArenaCapacity = kArenaUnit * kArenaUnits;  // each way

// One way's part of the shared memory. Of pages that are there once they are used.
struct ArenaMemory {
  alignas(4096) std::atomic<uint32_t> given_back[kArenaUnits];  // by the first unit of a region
  alignas(4096) uint8_t bytes[kArenaCapacity];
};

class ArenaSender;

// Room for one value: the sender's until it is sent.
class ArenaRegion {
 public:
  ArenaRegion(ArenaSender* sender, size_t first, size_t units);
  ~ArenaRegion();
  ArenaRegion(const ArenaRegion&) = delete;
  ArenaRegion& operator=(const ArenaRegion&) = delete;

  uint8_t* data() const;
  uint32_t first_unit() const { return static_cast<uint32_t>(first_); }
  // A letter that names it is on its way.
  void Sent();

 private:
  friend class ArenaSender;
  ArenaSender* const sender_;
  const size_t first_, units_;
  bool is_sent_ = false;
};

// Threads: any, but for Open, before others know of this. Outlives its regions.
class ArenaSender {
 public:
  void Open(std::unique_ptr<SharedMemory> memory) { memory_ = std::move(memory); }
  SharedMemory* memory() const { return memory_.get(); }  // null: there is no arena

  // Null: there is no room for so much, or there is no arena.
  std::shared_ptr<ArenaRegion> Take(size_t size);
  // What of it has been used, at most.
  size_t used() const { return used_.load() * kArenaUnit; }

 private:
  friend class ArenaRegion;
  struct Sent {
    size_t first, units;
  };
  void TakeBack();
  size_t Find(size_t units) const;
  void Free(size_t first, size_t units);

  ArenaMemory* Shared() const { return reinterpret_cast<ArenaMemory*>(memory_->data()); }

  std::unique_ptr<SharedMemory> memory_;
  std::atomic<size_t> used_{0};

  std::mutex mutex_;
  std::bitset<kArenaUnits> taken_;  // guarded by mutex_, as is all below
  std::vector<Sent> sent_;
};

// Threads: any, but for Open, before others know of this. What is held outlives it.
class ArenaReceiver {
 public:
  void Open(std::unique_ptr<SharedMemory> memory);
  SharedMemory* memory() const;  // null: there is no arena

  // The bytes of a region, which is given back when the last one lets go of them. Null: it is none,
  // or somebody holds a part of it.
  std::shared_ptr<void> Hold(uint64_t first_unit, uint64_t size);
  // Something large has come by another way: what was kept for forked children may be free by now.
  void GiveBackKept();
  // The sender has ended, and every letter of it has been read: nothing is left but what somebody
  // holds, for as long as that is so.
  void End();
  size_t used() const;

 private:
  class Books;
  std::shared_ptr<Books> books_;
};

// Both ways, on one side.
struct Arena {
  // False: the system refuses the memory. There is none then, and values go through the ring.
  bool Create();
  // What another process has created, by the descriptors that it came with.
  bool Adopt(int incoming, int outgoing, std::string* error);
  // The memory stays.
  void CloseDescriptors();
  // What each process has of it in its memory, at most.
  size_t used() const { return out.used() + in.used(); }

  ArenaSender out;
  ArenaReceiver in;
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_ARENA_H_
