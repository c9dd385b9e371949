#include "platform/shared_wait.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#elif defined(_WIN32)
#include "platform/descriptor.h"
#include "platform/windows_error.h"
#include "platform/windows_handle.h"
#else
#include <chrono>
#include <thread>
#endif
#ifdef __APPLE__
#include <dlfcn.h>
#endif

namespace pyloom {

#ifdef _WIN32

SharedWait::~SharedWait() { CloseDescriptor(&event_); }

bool SharedWait::Create(std::string* error) {
  event_ = DescriptorOf(CreateEventW(nullptr, FALSE, FALSE, nullptr));
  if (event_ == -1) *error = WithLastError("an event cannot be had");
  return event_ != -1;
}

void SharedWait::Wait(std::atomic<uint32_t>* number, uint32_t seen) {
  if (number->load() == seen) WaitForSingleObject(HandleOf(event_), INFINITE);
}

// Lasts until somebody sleeps.
void SharedWait::Wake(std::atomic<uint32_t>*) { SetEvent(HandleOf(event_)); }

#else

SharedWait::~SharedWait() = default;
bool SharedWait::Create(std::string*) { return true; }

#endif

#ifdef __linux__

// Not the private kind, which is for the threads of one process.
void SharedWait::Wait(std::atomic<uint32_t>* number, uint32_t seen) {
  syscall(SYS_futex, number, FUTEX_WAIT, seen, nullptr, nullptr, 0);
}

void SharedWait::Wake(std::atomic<uint32_t>* number) {
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

void SharedWait::Wait(std::atomic<uint32_t>* number, uint32_t seen) {
  const SystemWait& system = TheSystemWait();
  if (system.here() && system.wait(number, seen, sizeof *number, SystemWait::kShared) >= 0) return;
  constexpr auto kPause = std::chrono::microseconds(200);
  if (number->load() == seen) std::this_thread::sleep_for(kPause);
}

void SharedWait::Wake(std::atomic<uint32_t>* number) {
  const SystemWait& system = TheSystemWait();
  if (system.here()) system.wake(number, sizeof *number, SystemWait::kShared);
}

#elif !defined(_WIN32)

void SharedWait::Wait(std::atomic<uint32_t>* number, uint32_t seen) {
  constexpr auto kPause = std::chrono::microseconds(200);
  if (number->load() == seen) std::this_thread::sleep_for(kPause);
}

void SharedWait::Wake(std::atomic<uint32_t>*) {}

#endif

}  // namespace pyloom
