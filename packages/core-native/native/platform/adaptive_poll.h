// Whether it pays to wait awake, learnt from how the last waits ended.
#ifndef PYLOOM_PLATFORM_ADAPTIVE_POLL_H_
#define PYLOOM_PLATFORM_ADAPTIVE_POLL_H_

#include <algorithm>

#include "platform/cpu.h"

namespace pyloom {

// A hop between two threads that poll takes 3 µs, and 20 to 58 µs once both processors sleep. On a
// busy machine it is the other way round: the thread that spins holds the very processor that the
// other one needs, and each hop takes as long as the spinning (80 µs a callback were seen, against
// 12 without). Nothing tells the two cases apart but the outcome, so each failure counts as much as
// several successes, and what goes on failing is tried ever more rarely.
//
// Belongs to one waiting party: used by one thread, or under its owner's lock.
class AdaptivePoll {
 public:
  // Whether the next wait should begin awake.
  bool Pays() const { return credit_ > 0 && CpuCount() > 1; }

  // For how long, of what is usual. Where it is tried again the other side may sleep meanwhile, as
  // this one did: with a shorter wait than its waking takes, each would find for ever that the
  // other does not come.
  uint64_t Nanoseconds(uint64_t usual) const {
    return credit_ < kMostCredit ? std::max(usual, kWaking) : usual;
  }

  // How a wait went that began awake.
  void Polled(bool came) {
    if (came) {
      credit_ = std::min(credit_ + 1, kMostCredit);
      rest_ = std::max(rest_ / 2, kShortestRest);
      return;
    }
    credit_ = std::max(credit_ - kPriceOfFailure, 0);
    if (credit_ > 0) return;
    resting_ = rest_;
    rest_ = std::min(rest_ * 2, kLongestRest);
  }

  // A sleep was so short that waiting awake might have spared it.
  void SleptBriefly() {
    if (credit_ > 0) return;  // it was tried, and did not help
    if (resting_ > 0) {
      --resting_;
    } else {
      credit_ = kPriceOfFailure;
    }
  }

 private:
  // 60 to 120 µs where the processor sleeps as well.
  static constexpr uint64_t kWaking = 150'000;
  static constexpr int kMostCredit = 8;
  static constexpr int kPriceOfFailure = 3;
  // In sleeps: at 50 µs each, the longest ends a twentieth of a second after the machine is quiet.
  static constexpr int kShortestRest = 4;
  static constexpr int kLongestRest = 1024;

  int credit_ = kMostCredit;
  int rest_ = kShortestRest;
  int resting_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_ADAPTIVE_POLL_H_
