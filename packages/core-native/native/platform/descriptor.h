// A number by which this process knows a file, a pipe, memory or another process: a file
// descriptor, or a handle of Windows.
#ifndef PYLOOM_PLATFORM_DESCRIPTOR_H_
#define PYLOOM_PLATFORM_DESCRIPTOR_H_

namespace pyloom {

// -1 from then on, and before if there was none.
void CloseDescriptor(int* descriptor);
// This process's own stdout; -1: it has none.
int StandardOutput();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_DESCRIPTOR_H_
