// How many processors this process may use: those that it is bound to, and no more than its control
// groups give it time of.
#ifndef PYLOOM_PLATFORM_CPU_COUNT_H_
#define PYLOOM_PLATFORM_CPU_COUNT_H_

namespace pyloom {

// Looked at anew each time; at least 1.
unsigned CountCpus();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_CPU_COUNT_H_
