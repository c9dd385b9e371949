// Descriptors that go to another process over a socket, each with a number by which the other side
// is to know it.
//
// Threads: any; one at a time for each direction of a socket.
#ifndef PYLOOM_PLATFORM_DESCRIPTOR_PASSING_H_
#define PYLOOM_PLATFORM_DESCRIPTOR_PASSING_H_

#include <cstdint>

namespace pyloom {

enum class Passed : uint8_t {
  kOne,
  kNone,     // there is no room now, or nothing has come: poll() tells when that changes
  kTooMany,  // the system keeps so many on their way that poll() does not tell
  kEnd,      // the other side is gone
};

struct PassedDescriptor {
  uint64_t number = 0;
  int descriptor = -1;  // -1: this process may not have so many
};

// Neither waits.
Passed PassDescriptor(int socket, const PassedDescriptor& passed);
Passed ReceiveDescriptor(int socket, PassedDescriptor* passed);

// Until there is room, or something has come, or the other side is gone.
void WaitForRoom(int socket);
void WaitForInput(int socket);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_DESCRIPTOR_PASSING_H_
