// Polling: how many processors there are, and how to wait on one politely.
#ifndef PYLOOM_PLATFORM_CPU_H_
#define PYLOOM_PLATFORM_CPU_H_

#include <chrono>
#include <cstdint>

#if defined(_MSC_VER)
#include <intrin.h>
#endif

#include "platform/cpu_count.h"

namespace pyloom {

inline void CpuRelax() {
#if defined(_MSC_VER)
  YieldProcessor();
#elif defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Processors that this process may use; polling for another thread is senseless on one, and wastes
// a quota of one.
inline unsigned CpuCount() {
  static const unsigned count = CountCpus();
  return count;
}

inline uint64_t NowNanoseconds() {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
}

// Spins until `ready()` or until the time is up. The clock is read now and then only.
template <typename Ready>
bool PollFor(uint64_t nanoseconds, const Ready& ready) {
  if (ready()) return true;
  const uint64_t end = NowNanoseconds() + nanoseconds;
  do {
    for (int i = 0; i < 16; ++i) {
      CpuRelax();
      if (ready()) return true;
    }
  } while (NowNanoseconds() < end);
  return false;
}

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_CPU_H_
