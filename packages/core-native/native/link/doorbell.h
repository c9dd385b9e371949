// By which one process tells another that it has written something.
//
// Threads: BeginWatch, EndWatch and Sleep by those of the process whose doorbell it is; Ring by any
// of any process. Lies in shared memory, zeroed at first.
#ifndef PYLOOM_LINK_DOORBELL_H_
#define PYLOOM_LINK_DOORBELL_H_

#include <atomic>
#include <cstdint>

#include "platform/shared_wait.h"

namespace pyloom {

class Doorbell {
 public:
  // While somebody watches, nobody who writes spends a system call on a ring.
  void BeginWatch() { watching_.fetch_add(1); }
  // Whoever ends a watch looks once more afterwards: what was written just before rang no bell.
  void EndWatch() { watching_.fetch_sub(1); }

  void Ring() {
    if (watching_.load() > 0) return;
    RingAnyway();
  }
  void RingAnyway() {
    rings_.fetch_add(1);
    SharedWake(&rings_);
  }

  // Sleeps until it rings, unless it has since `rings` was read.
  uint32_t rings() const { return rings_.load(); }
  void Sleep(uint32_t rings) { SharedWait(&rings_, rings); }

 private:
  alignas(64) std::atomic<uint32_t> watching_;
  alignas(64) std::atomic<uint32_t> rings_;
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_DOORBELL_H_
