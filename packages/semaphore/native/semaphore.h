#ifndef PYLOOM_SEMAPHORE_SEMAPHORE_H_
#define PYLOOM_SEMAPHORE_SEMAPHORE_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "waiter.h"

namespace pyloom {

// How full a semaphore was at one moment.
struct Figures {
  int64_t current;
  int64_t max;
};

// A counting semaphore with a queue: first come, first served, whichever thread they come from.
//
// Threads: any thread may call anything at any time. Free permits are taken and given by one
// compare-and-swap; only a queue, or a change of the limit, needs the mutex. Owner: the
// Participants that have it open, by shared_ptr. The Registry knows the named ones, but keeps none.
// When an environment goes away: its Participant calls RemoveAll for its waiters, then Give for its
// permits.
class Semaphore {
 public:
  enum class Admission { kTaken, kQueued, kRefused };

  // An empty name: a private one. `max_waiting` may be infinite.
  Semaphore(std::u16string name, int64_t max, double max_waiting);
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  const std::u16string& name() const { return name_; }
  int64_t initial_max() const { return initial_max_; }
  double max_waiting() const { return max_waiting_; }

  // Nobody overtakes a queue: fails while there is one.
  bool TryTake() noexcept {
    int64_t state = state_.load(std::memory_order_relaxed);
    while (state >= kOneFree && (state & kQueued) == 0) {
      if (state_.compare_exchange_weak(state, state - kOneFree, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
        return true;
      }
    }
    return false;
  }

  // True if there may be grants for the caller's own inbox, which gets no wake-up for them.
  // `caller` may be nullptr: then every inbox is woken.
  bool Give(int64_t count, const Inbox* caller) {
    int64_t state = state_.load(std::memory_order_relaxed);
    while ((state & kQueued) == 0) {
      if (state_.compare_exchange_weak(state, state + count * kOneFree, std::memory_order_release,
                                       std::memory_order_relaxed)) {
        return false;
      }
    }
    GiveToQueue(count, caller);
    return true;
  }

  // Takes a permit, or puts the waiter at the end of the queue, or (full, or !may_wait) refuses
  // with `refusal` set.
  Admission Enqueue(Waiter& waiter, bool may_wait, Figures& refusal);
  // False if the waiter was granted a permit before; then it is in its inbox. Otherwise `refusal`
  // is set.
  bool Withdraw(Waiter& waiter, Figures& refusal);
  // After this no thread knows a waiter of that inbox, other than those granted already.
  void RemoveAll(const Inbox& inbox);

  // Lowering it evicts nobody. The result is that of Give.
  bool SetMax(int64_t max, const Inbox* caller);
  Figures GetFigures();
  int64_t waiting();

 private:
  // state_ is twice the number of free permits (negative after the limit was lowered) plus this
  // bit, which is set while there is a queue. While it is set, state_ changes only under the mutex.
  static constexpr int64_t kQueued = 1;
  static constexpr int64_t kOneFree = 2;

  int64_t free_permits() const { return state_.load(std::memory_order_acquire) >> 1; }
  Figures LockedFigures() const { return {max_ - free_permits(), max_}; }
  void GiveToQueue(int64_t count, const Inbox* caller);
  // Hands free permits to the queue from its head, and clears the bit once it is empty.
  void Settle(const Inbox* caller);

  std::atomic<int64_t> state_;
  std::mutex mutex_;
  WaiterList queue_;
  int64_t max_;
  const int64_t initial_max_;
  const double max_waiting_;
  const std::u16string name_;
};

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_SEMAPHORE_H_
