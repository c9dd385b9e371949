// For a mutex that nobody holds for longer than some hundred nanoseconds. A thread that polls sees
// what another has done while that one still holds the lock: going to sleep for it cost a stream
// two thirds of its speed.
#ifndef PYLOOM_BASE_BRIEF_LOCK_H_
#define PYLOOM_BASE_BRIEF_LOCK_H_

#include <mutex>

#include "platform/cpu.h"

namespace pyloom {

// A std::mutex, or a std::unique_lock of one.
template <typename Lockable>
void LockBriefly(Lockable& lockable) {
  constexpr int kAttempts = 200;  // some microseconds; then its holder has lost its processor
  for (int i = 0; CpuCount() > 1 && i < kAttempts; ++i) {
    if (lockable.try_lock()) return;
    CpuRelax();
  }
  lockable.lock();
}

class BriefLock {
 public:
  explicit BriefLock(std::mutex& mutex) : mutex_(mutex) { LockBriefly(mutex_); }
  ~BriefLock() { mutex_.unlock(); }
  BriefLock(const BriefLock&) = delete;
  BriefLock& operator=(const BriefLock&) = delete;

 private:
  std::mutex& mutex_;
};

}  // namespace pyloom

#endif  // PYLOOM_BASE_BRIEF_LOCK_H_
