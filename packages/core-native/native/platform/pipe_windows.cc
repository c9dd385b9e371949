#include "platform/pipe.h"

#ifdef _WIN32
#include <algorithm>
#include <random>
#include <string>

#include "platform/overlapped.h"

namespace pyloom {

namespace {

// What is there may be read without waiting, and more than that.
constexpr DWORD kCapacity = 64 << 10;
// Somebody else may have taken a name, or connected first.
constexpr int kTries = 4;

std::wstring NewName() {
  std::random_device random;
  std::wstring name = L"\\\\.\\pipe\\pyloom-" + std::to_wstring(GetCurrentProcessId());
  for (int i = 0; i < 4; ++i) name += L"-" + std::to_wstring(random());
  return name;
}

// Only pipes with a name can be read without waiting.
bool MakeNamed(DWORD direction, DWORD kind, DWORD other_access, DWORD other_flags, int ends[2]) {
  for (int i = 0; i < kTries; ++i) {
    const std::wstring name = NewName();
    const HANDLE here = CreateNamedPipeW(
        name.c_str(), direction | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
        kind | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, kCapacity, kCapacity, 0, nullptr);
    if (here == INVALID_HANDLE_VALUE) continue;
    const HANDLE there =
        CreateFileW(name.c_str(), other_access, 0, nullptr, OPEN_EXISTING, other_flags, nullptr);
    if (there != INVALID_HANDLE_VALUE) {
      ends[0] = DescriptorOf(here);
      ends[1] = DescriptorOf(there);
      return true;
    }
    CloseHandle(here);
  }
  return false;
}

}  // namespace

bool MakeSocketPair(int ends[2]) {
  return MakeNamed(PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE,
                   GENERIC_READ | GENERIC_WRITE, FILE_FLAG_OVERLAPPED, ends);
}

// The second end is the one that any program writes to.
bool MakePipe(int ends[2]) {
  return MakeNamed(PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE | PIPE_READMODE_BYTE, GENERIC_WRITE, 0,
                   ends);
}

int ReadPipe(int descriptor, char* bytes, size_t size) {
  DWORD available = 0;
  if (!PeekNamedPipe(HandleOf(descriptor), nullptr, 0, nullptr, &available, nullptr)) return 0;
  if (available == 0) return -1;
  DWORD got = 0;
  const auto most = std::min(static_cast<DWORD>(size), available);
  return Overlapped(descriptor).Read(bytes, most, &got) == 0 ? static_cast<int>(got) : 0;
}

}  // namespace pyloom

#endif
