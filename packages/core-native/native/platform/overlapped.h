// Reads and writes of Windows that are begun, and end later.
#ifndef PYLOOM_PLATFORM_OVERLAPPED_H_
#define PYLOOM_PLATFORM_OVERLAPPED_H_

#ifdef _WIN32
#include "platform/windows_handle.h"

namespace pyloom {

// One such read or write, which has ended when this goes. Its end is told to nobody else.
class Overlapped {
 public:
  explicit Overlapped(int descriptor) : handle_(HandleOf(descriptor)) {
    // The lowest bit: it is not reported to the port at which somebody waits for the handle.
    const auto event = reinterpret_cast<uintptr_t>(event_);
    overlapped_.hEvent = reinterpret_cast<HANDLE>(event | 1);
  }
  ~Overlapped() {
    if (event_ != nullptr) CloseHandle(event_);
  }
  Overlapped(const Overlapped&) = delete;
  Overlapped& operator=(const Overlapped&) = delete;

  // Each returns the error of Windows; 0: none. What takes longer is waited for.
  DWORD Read(void* bytes, DWORD size, DWORD* done) {
    return End(ReadFile(handle_, bytes, size, nullptr, &overlapped_), done);
  }
  // ERROR_IO_INCOMPLETE: it would have to be waited for, and nothing has been written.
  DWORD WriteNow(const void* bytes, DWORD size, DWORD* done) {
    if (WriteFile(handle_, bytes, size, nullptr, &overlapped_)) return End(TRUE, done);
    if (GetLastError() != ERROR_IO_PENDING) return GetLastError();
    CancelIoEx(handle_, &overlapped_);
    SetLastError(ERROR_IO_PENDING);
    const DWORD error = End(FALSE, done);
    return error == ERROR_OPERATION_ABORTED ? DWORD{ERROR_IO_INCOMPLETE} : error;
  }

 private:
  DWORD End(BOOL succeeded, DWORD* done) {
    if (!succeeded && GetLastError() != ERROR_IO_PENDING) return GetLastError();
    return GetOverlappedResult(handle_, &overlapped_, done, TRUE) ? 0 : GetLastError();
  }

  const HANDLE handle_;
  const HANDLE event_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  OVERLAPPED overlapped_{};
};

}  // namespace pyloom

#endif

#endif  // PYLOOM_PLATFORM_OVERLAPPED_H_
