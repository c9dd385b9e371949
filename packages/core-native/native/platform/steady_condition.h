// A condition variable whose timed waits are not moved when somebody sets the system's clock: with
// std::condition_variable they may hang on it (in GCC's library before glibc 2.30, in Clang's, and
// wherever a ThreadSanitizer is to understand them), so that a wait of milliseconds takes an hour
// once the clock has been set back by one.
#ifndef PYLOOM_PLATFORM_STEADY_CONDITION_H_
#define PYLOOM_PLATFORM_STEADY_CONDITION_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#ifdef __linux__
#include <pthread.h>
#include <time.h>
#endif

namespace pyloom {

#ifdef __linux__

class SteadyCondition {
 public:
  SteadyCondition() {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&condition_, &attributes);
    pthread_condattr_destroy(&attributes);
  }
  ~SteadyCondition() { pthread_cond_destroy(&condition_); }
  SteadyCondition(const SteadyCondition&) = delete;
  SteadyCondition& operator=(const SteadyCondition&) = delete;

  void notify_one() { pthread_cond_signal(&condition_); }
  void notify_all() { pthread_cond_broadcast(&condition_); }

  void wait(std::unique_lock<std::mutex>& lock) {
    pthread_cond_wait(&condition_, lock.mutex()->native_handle());
  }
  // False when the time is up. Like all waits it may come back early.
  bool wait_for(std::unique_lock<std::mutex>& lock, std::chrono::nanoseconds time) {
    return WaitUntil(lock, Later(time));
  }
  template <typename Predicate>
  void wait(std::unique_lock<std::mutex>& lock, const Predicate& done) {
    while (!done()) wait(lock);
  }
  // Whether it is done.
  template <typename Predicate>
  bool wait_for(std::unique_lock<std::mutex>& lock, std::chrono::nanoseconds time,
                const Predicate& done) {
    const timespec end = Later(time);
    while (!done()) {
      if (!WaitUntil(lock, end)) return done();
    }
    return true;
  }

 private:
  static timespec Later(std::chrono::nanoseconds time) {
    constexpr long kSecond = 1'000'000'000;
    timespec end{};
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += static_cast<time_t>(time.count() / kSecond);
    end.tv_nsec += static_cast<long>(time.count() % kSecond);
    if (end.tv_nsec >= kSecond) {
      ++end.tv_sec;
      end.tv_nsec -= kSecond;
    }
    return end;
  }
  bool WaitUntil(std::unique_lock<std::mutex>& lock, const timespec& end) {
    return pthread_cond_timedwait(&condition_, lock.mutex()->native_handle(), &end) == 0;
  }

  pthread_cond_t condition_;
};

#else

// macOS and Windows wait for a span of time, whatever the clock does.
class SteadyCondition {
 public:
  void notify_one() { condition_.notify_one(); }
  void notify_all() { condition_.notify_all(); }
  void wait(std::unique_lock<std::mutex>& lock) { condition_.wait(lock); }
  bool wait_for(std::unique_lock<std::mutex>& lock, std::chrono::nanoseconds time) {
    return condition_.wait_for(lock, time) == std::cv_status::no_timeout;
  }
  template <typename Predicate>
  void wait(std::unique_lock<std::mutex>& lock, const Predicate& done) {
    condition_.wait(lock, done);
  }
  template <typename Predicate>
  bool wait_for(std::unique_lock<std::mutex>& lock, std::chrono::nanoseconds time,
                const Predicate& done) {
    return condition_.wait_for(lock, time, done);
  }

 private:
  std::condition_variable condition_;
};

#endif

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_STEADY_CONDITION_H_
