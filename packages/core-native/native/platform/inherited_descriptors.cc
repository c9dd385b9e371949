#include "platform/inherited_descriptors.h"

#ifdef _WIN32
#include <cstring>

#include "platform/windows_handle.h"
#else
#include <fcntl.h>
#endif

namespace pyloom {

#ifdef _WIN32

// The table of the C library: how many there are, a byte of flags for each, the handles.
int InheritedDescriptor(int number) {
  STARTUPINFOW info{};
  GetStartupInfoW(&info);
  int count = 0;
  if (info.lpReserved2 == nullptr || info.cbReserved2 < sizeof count) return -1;
  std::memcpy(&count, info.lpReserved2, sizeof count);
  const size_t at = sizeof count + count + number * sizeof(HANDLE);
  if (number >= count || at + sizeof(HANDLE) > info.cbReserved2) return -1;
  HANDLE handle = nullptr;
  std::memcpy(&handle, info.lpReserved2 + at, sizeof handle);
  return DescriptorOf(handle);
}

void KeepInheritedDescriptors(int first, int last) {
  for (int number = first; number <= last; ++number) {
    const int descriptor = InheritedDescriptor(number);
    if (descriptor != -1) SetHandleInformation(HandleOf(descriptor), HANDLE_FLAG_INHERIT, 0);
  }
}

#else

int InheritedDescriptor(int number) { return number; }

void KeepInheritedDescriptors(int first, int last) {
  for (int each = first; each <= last; ++each) fcntl(each, F_SETFD, FD_CLOEXEC);
}

#endif

}  // namespace pyloom
