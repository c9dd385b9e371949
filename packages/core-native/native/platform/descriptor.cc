#include "platform/descriptor.h"

#include <utility>

#ifdef _WIN32
#include "platform/windows_handle.h"
#else
#include <unistd.h>
#endif

namespace pyloom {

#ifdef _WIN32

void CloseDescriptor(int* descriptor) {
  if (*descriptor != -1) CloseHandle(HandleOf(std::exchange(*descriptor, -1)));
}

int StandardOutput() { return DescriptorOf(GetStdHandle(STD_OUTPUT_HANDLE)); }

#else

void CloseDescriptor(int* descriptor) {
  if (*descriptor >= 0) close(std::exchange(*descriptor, -1));
}

int StandardOutput() { return STDOUT_FILENO; }

#endif

}  // namespace pyloom
