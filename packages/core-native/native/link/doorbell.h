// By which one process tells another that it has written something.
//
// Threads: BeginWatch, EndWatch and Sleep by those of the process whose doorbell it is; Ring by any
// of any process.
#ifndef PYLOOM_LINK_DOORBELL_H_
#define PYLOOM_LINK_DOORBELL_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "platform/shared_wait.h"

namespace pyloom {

// What lies in shared memory, zeroed at first.
struct DoorbellState {
  alignas(64) std::atomic<uint32_t> watching;
  alignas(64) std::atomic<uint32_t> rings;
  std::atomic<uint32_t> sleepers;
};

class Doorbell {
 public:
  // False with `error`: the system refuses what it needs besides that.
  bool Create(DoorbellState* state, std::string* error) {
    state_ = state;
    return wait_.Create(error);
  }
  // In another process, with what `descriptor` has been handed on as.
  void Adopt(DoorbellState* state, int descriptor) {
    state_ = state;
    wait_.Adopt(descriptor);
  }
  // -1: the memory is all.
  int descriptor() const { return wait_.descriptor(); }

  // While somebody watches, nobody who writes spends a system call on a ring.
  void BeginWatch() { state_->watching.fetch_add(1); }
  // Whoever ends a watch looks once more afterwards: what was written just before rang no bell.
  void EndWatch() { state_->watching.fetch_sub(1); }

  void Ring() {
    if (state_->watching.load() > 0) return;
    RingAnyway();
  }
  // A system call is for those that sleep: whoever is about to sees that it has rung.
  void RingAnyway() {
    state_->rings.fetch_add(1);
    if (state_->sleepers.load() > 0) wait_.Wake(&state_->rings);
  }

  // Sleeps until it rings, unless it has since `rings` was read.
  uint32_t rings() const { return state_->rings.load(); }
  void Sleep(uint32_t rings) {
    state_->sleepers.fetch_add(1);
    wait_.Wait(&state_->rings, rings);
    state_->sleepers.fetch_sub(1);
  }

 private:
  DoorbellState* state_ = nullptr;
  SharedWait wait_;
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_DOORBELL_H_
