#include "platform/current_cpu.h"

#ifdef __linux__
#include <sched.h>
#endif

namespace pyloom {

#ifdef __linux__

int CurrentCpu() noexcept { return sched_getcpu(); }

void LeaveCpu(int cpu) noexcept {
  cpu_set_t all;
  // Fails where there are more processors than a set of this size holds: nobody is short of one
  // there.
  if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getaffinity(0, sizeof all, &all) != 0) return;
  cpu_set_t others = all;
  CPU_CLR(cpu, &others);
  if (CPU_COUNT(&others) == 0) return;
  if (sched_setaffinity(0, sizeof others, &others) == 0) sched_setaffinity(0, sizeof all, &all);
}

#else

int CurrentCpu() noexcept { return -1; }
void LeaveCpu(int) noexcept {}

#endif

}  // namespace pyloom
