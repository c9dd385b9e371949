// Sleeping until a number in shared memory changes, whichever process changes it.
#ifndef PYLOOM_PLATFORM_SHARED_WAIT_H_
#define PYLOOM_PLATFORM_SHARED_WAIT_H_

#include <atomic>
#include <cstdint>

namespace pyloom {

// Returns when it is woken, when the number is no longer `seen`, or early for no reason.
void SharedWait(std::atomic<uint32_t>* number, uint32_t seen);
// Wakes whoever sleeps; the number has been changed before.
void SharedWake(std::atomic<uint32_t>* number);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_SHARED_WAIT_H_
