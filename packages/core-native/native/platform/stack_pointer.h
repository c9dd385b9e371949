// Where a thread's stack has got to.
#ifndef PYLOOM_PLATFORM_STACK_POINTER_H_
#define PYLOOM_PLATFORM_STACK_POINTER_H_

#ifdef _MSC_VER
#include <intrin.h>
#endif

namespace pyloom {

// Not the address of a local variable: AddressSanitizer may keep those elsewhere.
inline const char* StackPointer() {
#ifdef _MSC_VER
  return static_cast<const char*>(_AddressOfReturnAddress());
#else
  return static_cast<const char*>(__builtin_frame_address(0));
#endif
}

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_STACK_POINTER_H_
