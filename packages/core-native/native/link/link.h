// What two processes share: a ring and room for large values each way, how each is woken, and a
// mark for each call that says whether it has begun.
//
// The parent's doorbell is the same for all its children: one thread listens to all of them.
#ifndef PYLOOM_LINK_LINK_H_
#define PYLOOM_LINK_LINK_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "link/arena.h"
#include "link/ring.h"
#include "link/shared_block.h"
#include "platform/shared_memory.h"

namespace pyloom {

// Of a call that was sent, in shared memory, so that it holds when the process that runs it has
// died: whoever changes it from kSent first has the call.
enum class Mark : uint32_t {
  kSent = 0,
  kBegun = 1,      // by the process that runs it
  kWithdrawn = 2,  // by the one that sent it: it runs elsewhere, or not at all
};

class Link {
 public:
  // Of memory that is there once it is used.
  static constexpr uint32_t kSlots = 1 << 16;
  enum class Side : uint8_t { kParent, kChild };

  bool Create(Doorbell* parents_bell, std::string* error);
  // `bell`: the descriptor of the child's doorbell, if it has one.
  bool Adopt(int descriptor, int bell, Doorbell* parents_bell, std::string* error);

  int descriptor() const { return memory_.descriptor(); }
  Doorbell& childs_bell() { return childs_bell_; }
  std::atomic<Mark>& mark(uint32_t slot) const { return Shared()->marks[slot]; }

  Outflow out;
  Inflow in;
  Arena arena;                     // there may be none
  SharedBlocks* blocks = nullptr;  // what both sides write to; before others know of this

 private:
  struct Memory {
    DoorbellState bell;
    RingState down, up;  // to the child, to the parent
    std::atomic<Mark> marks[kSlots];
    alignas(4096) uint8_t down_bytes[kRingCapacity];
    uint8_t up_bytes[kRingCapacity];
  };
  Memory* Shared() const { return reinterpret_cast<Memory*>(memory_.data()); }
  void Open(Side side, Doorbell* parents_bell);

  SharedMemory memory_;
  Doorbell childs_bell_;
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_LINK_H_
