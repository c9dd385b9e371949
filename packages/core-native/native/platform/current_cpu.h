// Which processor a thread is on, and how it gets off it.
//
// Threads: any, each for itself.
#ifndef PYLOOM_PLATFORM_CURRENT_CPU_H_
#define PYLOOM_PLATFORM_CURRENT_CPU_H_

namespace pyloom {

// -1: not known here. Takes some nanoseconds.
int CurrentCpu() noexcept;

// To another one of those that the thread may use, if there is any: where it goes from there is the
// kernel's to say, as before. Takes some 10 µs.
void LeaveCpu(int cpu) noexcept;

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_CURRENT_CPU_H_
