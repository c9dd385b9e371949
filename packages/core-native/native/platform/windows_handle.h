// Handles of Windows as the descriptors that this addon speaks of everywhere: no handle has more
// than 32 bits that mean anything. For what is behind platform/ on Windows alone.
#ifndef PYLOOM_PLATFORM_WINDOWS_HANDLE_H_
#define PYLOOM_PLATFORM_WINDOWS_HANDLE_H_

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <cstdint>

namespace pyloom {

inline HANDLE HandleOf(int descriptor) {
  return reinterpret_cast<HANDLE>(static_cast<intptr_t>(descriptor));
}

inline int DescriptorOf(HANDLE handle) {
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return -1;
  return static_cast<int>(reinterpret_cast<intptr_t>(handle));
}

}  // namespace pyloom

#endif

#endif  // PYLOOM_PLATFORM_WINDOWS_HANDLE_H_
