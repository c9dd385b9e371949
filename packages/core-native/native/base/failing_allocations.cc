// What tests make allocations fail with. Only in builds for AddressSanitizer, which the linker
// tells to call these functions instead (--wrap in binding.gyp).
#ifdef PYLOOM_FAILING_ALLOCATIONS

#include <cstddef>
#include <cstdlib>
#include <new>

#include "base/out_of_memory.h"

namespace pyloom {

thread_local bool AllocationsMayFail::may_ = false;

namespace {

// Of this thread; 0: none fails.
thread_local long until_failure = 0;

bool Fails() { return AllocationsMayFail::may() && until_failure > 0 && --until_failure == 0; }

}  // namespace
}  // namespace pyloom

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names

void* __real__Znwm(size_t);
void* __wrap__Znwm(size_t size) {
  if (pyloom::Fails()) throw std::bad_alloc();
  return __real__Znwm(size);
}

void* __real__Znam(size_t);
void* __wrap__Znam(size_t size) {
  if (pyloom::Fails()) throw std::bad_alloc();
  return __real__Znam(size);
}

void* __real_realloc(void*, size_t);
void* __wrap_realloc(void* memory, size_t size) {
  return pyloom::Fails() ? nullptr : __real_realloc(memory, size);
}

// NOLINTEND(bugprone-reserved-identifier)

// By ctypes. Lets the nth allocation from here on fail, of those of this thread that may; 0: none.
// Returns how many were left to go of the last time: 0 says that it failed.
__attribute__((visibility("default"))) long pyloom_fail_allocation(long nth) {
  const long left = pyloom::until_failure;
  pyloom::until_failure = nth;
  return left;
}

}  // extern "C"

#endif  // PYLOOM_FAILING_ALLOCATIONS
