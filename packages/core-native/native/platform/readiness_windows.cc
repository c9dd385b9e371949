#include "platform/readiness.h"

#ifdef _WIN32
#include <algorithm>
#include <memory>
#include <unordered_map>

#include "platform/windows_handle.h"

namespace pyloom {

namespace {

bool HasEnded(int descriptor) {
  return WaitForSingleObject(HandleOf(descriptor), 0) != WAIT_TIMEOUT;
}

bool HasInput(int descriptor) {
  DWORD available = 0;
  return !PeekNamedPipe(HandleOf(descriptor), nullptr, 0, nullptr, &available, nullptr) ||
         available > 0;
}

// Whether there is room nobody can tell but who writes.
bool HasHappened(const Awaited& awaited) {
  switch (awaited.what) {
    case Await::kNothing:
      return false;
    case Await::kEnd:
      return HasEnded(awaited.descriptor);
    case Await::kInput:
      return HasInput(awaited.descriptor);
    case Await::kRoom:
    case Await::kInputOrRoom:
      return true;
  }
  return false;
}

}  // namespace

// A completion port, which does nothing but wake whoever waits, who looks then what has happened:
// it knows no limit of 64, as WaitForMultipleObjects does.
class Readiness::Port {
 public:
  explicit Port(HANDLE port) : port_(port) {}

  void Wake() { PostQueuedCompletionStatus(port_, 0, 0, nullptr); }

  // False: what has not happened would wake nobody.
  bool Watch(const Awaited& awaited) {
    if (awaited.what == Await::kEnd) return WatchEnd(awaited.descriptor);
    return awaited.what == Await::kInput && WatchInput(awaited.descriptor);
  }
  // Its end has been seen.
  void ForgetEnd(int process) {
    const auto found = ends_.find(process);
    if (found == ends_.end()) return;
    // Nobody waits for it any more when this returns: it may be closed.
    if (found->second != nullptr) UnregisterWaitEx(found->second, INVALID_HANDLE_VALUE);
    ends_.erase(found);
  }

  void Wait(int milliseconds) {
    constexpr ULONG kMost = 64;
    OVERLAPPED_ENTRY entries[kMost];
    ULONG count = 0;
    GetQueuedCompletionStatusEx(port_, entries, kMost, &count, static_cast<DWORD>(milliseconds),
                                FALSE);
    for (ULONG i = 0; i < count; ++i) {
      const OVERLAPPED* const ended = entries[i].lpOverlapped;
      std::erase_if(reads_, [=](const auto& each) { return each.second.get() == ended; });
    }
  }

 private:
  bool WatchEnd(int process) {
    HANDLE& wait = ends_[process];
    const auto wake = [](void* port, BOOLEAN) { static_cast<Port*>(port)->Wake(); };
    return wait != nullptr ||
           RegisterWaitForSingleObject(&wait, HandleOf(process), wake, this, INFINITE,
                                       WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD) != 0;
  }

  bool WatchInput(int pipe) {
    std::unique_ptr<OVERLAPPED>& read = reads_[pipe];
    if (read) return true;
    CreateIoCompletionPort(HandleOf(pipe), port_, 0, 0);  // fails for one that has it already
    read = std::make_unique<OVERLAPPED>();
    if (ReadFile(HandleOf(pipe), &nothing_, 0, nullptr, read.get())) return true;
    if (GetLastError() == ERROR_IO_PENDING || GetLastError() == ERROR_MORE_DATA) return true;
    reads_.erase(pipe);
    return false;
  }

  const HANDLE port_;
  char nothing_ = 0;
  // By descriptor; of the thread that waits. A read is one of nothing: it ends when there is
  // something, or when its pipe is closed. If the number of that is another's by then, this wakes
  // the thread, which begins anew.
  std::unordered_map<int, std::unique_ptr<OVERLAPPED>> reads_;
  std::unordered_map<int, HANDLE> ends_;
};

bool Readiness::Open() {
  if (port_ != nullptr) return true;
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  if (port != nullptr) port_ = new Port(port);
  return port_ != nullptr;
}

void Readiness::Wake() { port_->Wake(); }

void Readiness::Wait(std::vector<Awaited>* awaited, int milliseconds) {
  constexpr int kBetweenLooks = 50;
  const auto look = [&] {
    bool any = false;
    for (Awaited& each : *awaited) {
      each.has_happened = each.descriptor != -1 && HasHappened(each);
      if (!each.has_happened) continue;
      if (each.what == Await::kEnd) port_->ForgetEnd(each.descriptor);
      any = any || each.what != Await::kRoom;
    }
    return any;
  };
  if (look()) return port_->Wait(0);
  for (const Awaited& each : *awaited) {
    if (each.descriptor == -1 || each.what == Await::kNothing) continue;
    if (!port_->Watch(each)) milliseconds = std::min(milliseconds, kBetweenLooks);
  }
  port_->Wait(milliseconds);
  look();
}

}  // namespace pyloom

#endif
