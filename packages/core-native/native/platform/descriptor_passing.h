// Descriptors that go to another process over a socket, each with a number by which the other side
// is to know it. On Windows over a pipe that goes both ways: the numbers of handles are written
// there, and the process that may reach into the other one puts them there and takes them away.
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

// One side's end of the way to the other.
struct DescriptorChannel {
  int socket = -1;
  // The other process, of which this one has a descriptor if it has started it; -1: that one has
  // started this one.
  int peer = -1;
};

// Neither waits.
Passed PassDescriptor(const DescriptorChannel& channel, const PassedDescriptor& passed);
Passed ReceiveDescriptor(const DescriptorChannel& channel, PassedDescriptor* passed);

// Until there is room, or something has come, or the other side is gone.
void WaitForRoom(const DescriptorChannel& channel);
void WaitForInput(const DescriptorChannel& channel);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_DESCRIPTOR_PASSING_H_
