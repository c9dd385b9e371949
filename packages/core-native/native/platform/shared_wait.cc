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
#ifdef __APPLE__
#include <dlfcn.h>
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

#elif defined(__APPLE__)

namespace {

// macOS has a futex since 14.4, which older ones lack: it is looked for once the program runs.
struct SystemWait {
  using Wait = int (*)(void*, uint64_t, size_t, uint32_t);
  using Wake = int (*)(void*, size_t, uint32_t);
  static constexpr uint32_t kShared = 1;  // OS_SYNC_WAIT_ON_ADDRESS_SHARED, and that of its wake

  Wait wait = reinterpret_cast<Wait>(dlsym(RTLD_DEFAULT, "os_sync_wait_on_address"));
  Wake wake = reinterpret_cast<Wake>(dlsym(RTLD_DEFAULT, "os_sync_wake_by_address_all"));
  bool here() const { return wait != nullptr && wake != nullptr; }
};

const SystemWait& TheSystemWait() {
  static const SystemWait the;
  return the;
}

}  // namespace

void SharedWait(std::atomic<uint32_t>* number, uint32_t seen) {
  const SystemWait& system = TheSystemWait();
  if (system.here() && system.wait(number, seen, sizeof *number, SystemWait::kShared) >= 0) return;
  constexpr auto kPause = std::chrono::microseconds(200);
  if (number->load() == seen) std::this_thread::sleep_for(kPause);
}

void SharedWake(std::atomic<uint32_t>* number) {
  const SystemWait& system = TheSystemWait();
  if (system.here()) system.wake(number, sizeof *number, SystemWait::kShared);
}

#else

void SharedWait(std::atomic<uint32_t>* number, uint32_t seen) {
  constexpr auto kPause = std::chrono::microseconds(200);
  if (number->load() == seen) std::this_thread::sleep_for(kPause);
}

void SharedWake(std::atomic<uint32_t>*) {}

#endif

}  // namespace pyloom
