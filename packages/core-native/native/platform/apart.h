// Keeps a thread that waits awake off the processor of the one that it waits for.
//
// The kernel wakes a thread where its waker runs, and with few processors, of which one spins, it
// leaves both there for seconds: each takes the processor from the other, which it waits for.
// docs/decisions/0006 has what that costs.
//
// Belongs to one waiting party, as AdaptivePoll does.
#ifndef PYLOOM_PLATFORM_APART_H_
#define PYLOOM_PLATFORM_APART_H_

#include <algorithm>

#include "platform/current_cpu.h"

namespace pyloom {

class Apart {
 public:
  // Before a wait for a thread that was last seen on `cpu`; -1: nobody knows. Where the kernel
  // brings them together again and again, it is left its way more and more often.
  void From(int cpu) noexcept {
    if (cpu < 0 || cpu != CurrentCpu()) return;
    if (resting_ > 0) {
      --resting_;
      return;
    }
    LeaveCpu(cpu);
    resting_ = rest_;
    rest_ = std::min(rest_ * 2, kLongestRest);
  }

  // The wait was not for nothing.
  void Came() noexcept { rest_ = std::max(rest_ / 2, kShortestRest); }

 private:
  static constexpr int kShortestRest = 1;
  static constexpr int kLongestRest = 1024;

  int rest_ = kShortestRest;
  int resting_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_APART_H_
