// This process's stderr, for text that came from elsewhere.
//
// Threads: one at a time.
#ifndef PYLOOM_PLATFORM_STANDARD_ERROR_H_
#define PYLOOM_PLATFORM_STANDARD_ERROR_H_

#include <cstddef>

namespace pyloom {

// How many of the bytes it has taken, waiting for whoever reads it at most so many milliseconds at
// a time. All, if nobody reads it any more.
size_t WriteStandardError(const char* bytes, size_t size, int patience);
// By which Readiness tells that it takes more; -1: there is none.
int StandardErrorDescriptor();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_STANDARD_ERROR_H_
