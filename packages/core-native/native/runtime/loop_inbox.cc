#include "runtime/loop_inbox.h"

#include <algorithm>
#include <utility>

#include "runtime/host_call.h"
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

LoopInbox::LoopInbox() = default;
LoopInbox::~LoopInbox() = default;

void LoopInbox::Push(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  contents_.requests.push_back(std::move(request));
  WakeLocked();
}

void LoopInbox::Cancel(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  contents_.cancelled.push_back(std::move(request));
  WakeLocked();
}

bool LoopInbox::PushReply(Reply reply) {
  std::lock_guard lock(mutex_);
  if (closed_) return false;
  contents_.replies.push_back(std::move(reply));
  WakeLocked();
  return true;
}

std::vector<Ref<Request>> LoopInbox::TakeRequests() {
  std::lock_guard lock(mutex_);
  return std::exchange(contents_.requests, {});
}

size_t LoopInbox::request_count() {
  std::lock_guard lock(mutex_);
  return contents_.requests.size();
}

void LoopInbox::SweepCancelled(std::vector<Ref<Request>>* swept) {
  std::lock_guard lock(mutex_);
  std::erase_if(contents_.requests, [&](Ref<Request>& request) {
    if (request->phase.load() != Request::Phase::kFinished) return false;
    swept->push_back(std::move(request));
    return true;
  });
}

Ref<Request> LoopInbox::TakeNested(uint64_t host_call) {
  std::lock_guard lock(mutex_);
  auto& requests = contents_.requests;
  auto found = std::find_if(requests.begin(), requests.end(), [=](const Ref<Request>& request) {
    return request->nest_in == host_call;
  });
  if (found == requests.end()) return nullptr;
  Ref<Request> request = std::move(*found);
  requests.erase(found);
  return request;
}

void LoopInbox::Wake() {
  std::lock_guard lock(mutex_);
  WakeLocked();
}

void LoopInbox::WakeLocked() {
  if (woken_ || socket_ < 0) return;
  woken_ = true;
  // A full socket buffer means that the loop has been woken already.
#ifdef _WIN32
  (void)send(static_cast<SOCKET>(socket_), "\0", 1, 0);
#else
  (void)send(static_cast<int>(socket_), "\0", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
#endif
}

void LoopInbox::SetWakeSocket(intptr_t socket) {
  std::lock_guard lock(mutex_);
  socket_ = socket;
  woken_ = false;
  was_served_ = was_served_ || socket >= 0;
  if (!contents_.requests.empty() || !contents_.replies.empty()) WakeLocked();
}

bool LoopInbox::TakeWasServed() {
  std::lock_guard lock(mutex_);
  return std::exchange(was_served_, false);
}

void LoopInbox::WakeAgain() {
  std::lock_guard lock(mutex_);
  woken_ = false;
  WakeLocked();
}

LoopInbox::Contents LoopInbox::Take() {
  std::lock_guard lock(mutex_);
  woken_ = false;
  Contents taken;
  std::swap(taken, contents_);
  return taken;
}

LoopInbox::Contents LoopInbox::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    socket_ = -1;
  }
  return Take();
}

}  // namespace pyloom
