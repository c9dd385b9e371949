#include "platform/time_slice.h"

#ifdef __linux__
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace pyloom {

#ifdef __linux__
namespace {

// Of sched_setattr(2); no C library before glibc 2.41 declares it.
struct SchedulingAttributes {
  uint32_t size = sizeof(SchedulingAttributes);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;  // of an ordinary thread: its turn, in nanoseconds
  uint64_t deadline = 0;
  uint64_t period = 0;
};

constexpr uint64_t kResetOnFork = 1;
// Usual are up to 2.8 ms (base_slice_ns, by the number of processors).
constexpr uint64_t kLongTurn = 4'000'000;

}  // namespace

void RequestLongTurns() noexcept {
  SchedulingAttributes attributes;
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
  if (attributes.policy != SCHED_OTHER || attributes.nice < 0) return;
  attributes.size = sizeof attributes;
  attributes.flags |= kResetOnFork;
  attributes.runtime = kLongTurn;
  (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
}
#else
void RequestLongTurns() noexcept {}
#endif

}  // namespace pyloom
