#include "platform/descriptor_passing.h"

#ifdef _WIN32
#include "platform/overlapped.h"

namespace pyloom {

namespace {

struct Message {
  uint64_t number;
  int64_t handle;  // of the process that is not the channel's peer
};

// The other process's, or, for it to take, one more of this process's own; null: there is none.
HANDLE Placed(const DescriptorChannel& channel, int descriptor) {
  const HANDLE self = GetCurrentProcess();
  const HANDLE target = channel.peer == -1 ? self : HandleOf(channel.peer);
  HANDLE placed = nullptr;
  if (!DuplicateHandle(self, HandleOf(descriptor), target, &placed, 0, FALSE,
                       DUPLICATE_SAME_ACCESS)) {
    return nullptr;
  }
  return placed;
}

// From where Placed has put it.
void TakeAway(const DescriptorChannel& channel, HANDLE placed) {
  const HANDLE owner = channel.peer == -1 ? GetCurrentProcess() : HandleOf(channel.peer);
  DuplicateHandle(owner, placed, nullptr, nullptr, 0, FALSE, DUPLICATE_CLOSE_SOURCE);
}

int Taken(const DescriptorChannel& channel, HANDLE handle) {
  if (channel.peer == -1) return DescriptorOf(handle);
  HANDLE taken = nullptr;
  DuplicateHandle(HandleOf(channel.peer), handle, GetCurrentProcess(), &taken, 0, FALSE,
                  DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE);
  return DescriptorOf(taken);
}

}  // namespace

// That there is room again nobody is told by a pipe.
Passed PassDescriptor(const DescriptorChannel& channel, const PassedDescriptor& passed) {
  const HANDLE placed = Placed(channel, passed.descriptor);
  if (placed == nullptr) return Passed::kEnd;
  const Message message{passed.number, reinterpret_cast<intptr_t>(placed)};
  DWORD written = 0;
  const DWORD error = Overlapped(channel.socket).WriteNow(&message, sizeof message, &written);
  if (error == 0) return Passed::kOne;
  TakeAway(channel, placed);
  return error == ERROR_IO_INCOMPLETE ? Passed::kTooMany : Passed::kEnd;
}

Passed ReceiveDescriptor(const DescriptorChannel& channel, PassedDescriptor* passed) {
  DWORD available = 0;
  if (!PeekNamedPipe(HandleOf(channel.socket), nullptr, 0, nullptr, &available, nullptr)) {
    return Passed::kEnd;
  }
  if (available == 0) return Passed::kNone;
  Message message{};
  DWORD got = 0;
  if (Overlapped(channel.socket).Read(&message, sizeof message, &got) != 0 ||
      got != sizeof message) {
    return Passed::kEnd;
  }
  const auto handle = reinterpret_cast<HANDLE>(static_cast<intptr_t>(message.handle));
  *passed = {message.number, Taken(channel, handle)};
  return Passed::kOne;
}

void WaitForRoom(const DescriptorChannel&) {
  constexpr DWORD kBetweenTries = 1;
  Sleep(kBetweenTries);
}

// A read of nothing ends when there is something.
void WaitForInput(const DescriptorChannel& channel) {
  DWORD got = 0;
  char nothing = 0;
  Overlapped(channel.socket).Read(&nothing, 0, &got);
}

}  // namespace pyloom

#endif
