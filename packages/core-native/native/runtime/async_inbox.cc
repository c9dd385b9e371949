#include "runtime/async_inbox.h"

#include "runtime/session.h"

#ifdef _WIN32
#include <winsock2.h>
#else
#include <sys/socket.h>
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#endif

namespace pyloom {

void AsyncInbox::Push(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  contents_.requests.push_back(std::move(request));
  WakeLocked();
}

void AsyncInbox::Cancel(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  contents_.cancelled.push_back(std::move(request));
  WakeLocked();
}

void AsyncInbox::PushTask(std::function<void()> task) {
  std::lock_guard lock(mutex_);
  contents_.tasks.push_back(std::move(task));
  WakeLocked();
}

void AsyncInbox::Wake() {
  std::lock_guard lock(mutex_);
  WakeLocked();
}

void AsyncInbox::WakeLocked() {
  if (woken_ || socket_ < 0) return;
  woken_ = true;
  // A full socket buffer means that the loop has been woken already.
#ifdef _WIN32
  (void)send(static_cast<SOCKET>(socket_), "\0", 1, 0);
#else
  (void)send(static_cast<int>(socket_), "\0", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
#endif
}

void AsyncInbox::SetWakeSocket(intptr_t socket) {
  std::lock_guard lock(mutex_);
  socket_ = socket;
  if (!contents_.requests.empty() || !contents_.tasks.empty()) WakeLocked();
}

AsyncInbox::Contents AsyncInbox::Take() {
  std::lock_guard lock(mutex_);
  woken_ = false;
  Contents taken;
  std::swap(taken, contents_);
  return taken;
}

}  // namespace pyloom
