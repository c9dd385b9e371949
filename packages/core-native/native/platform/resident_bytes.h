// How much memory a process takes.
#ifndef PYLOOM_PLATFORM_RESIDENT_BYTES_H_
#define PYLOOM_PLATFORM_RESIDENT_BYTES_H_

#include <cstdint>

namespace pyloom {

// Those of its bytes that are in memory; 0 where that cannot be told.
uint64_t ResidentBytes(int pid);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_RESIDENT_BYTES_H_
