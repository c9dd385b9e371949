#include "platform/shared_wait.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#else
#include <chrono>
#include <thread>
#endif

namespace pyloom {

#ifdef __linux__

// Not the private kind, which is for the threads of one process.
void SharedWait(std::atomic<uint32_t>* number, uint32_t seen) {
  syscall(SYS_futex, number, FUTEX_WAIT, seen, nullptr, nullptr, 0);
}

void SharedWake(std::atomic<uint32_t>* number) {
  syscall(SYS_futex, number, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

#else

void SharedWait(std::atomic<uint32_t>* number, uint32_t seen) {
  constexpr auto kPause = std::chrono::microseconds(200);
  if (number->load() == seen) std::this_thread::sleep_for(kPause);
}

void SharedWake(std::atomic<uint32_t>*) {}

#endif

}  // namespace pyloom
