// How requests reach an asyncio lane, whose thread sits in its loop's selector: a queue, and a byte
// on a socket that the loop watches. Nobody needs a GIL to call it.
//
// Threads: Push, Cancel and Wake from any; SetWakeSocket and Take from the lane's thread.
#ifndef PYLOOM_RUNTIME_ASYNC_INBOX_H_
#define PYLOOM_RUNTIME_ASYNC_INBOX_H_

#include <functional>
#include <mutex>
#include <vector>

#include "runtime/request.h"

namespace pyloom {

class AsyncInbox {
 public:
  struct Contents {
    std::vector<Ref<Request>> requests;
    std::vector<Ref<Request>> cancelled;
    std::vector<std::function<void()>> tasks;  // run with the GIL, in the loop's thread
  };

  void Push(Ref<Request> request);
  void Cancel(Ref<Request> request);
  void PushTask(std::function<void()> task);
  void Wake();

  // The writing end of a non-blocking pair. -1 while the loop does not run.
  void SetWakeSocket(intptr_t socket);
  Contents Take();

 private:
  void WakeLocked();

  std::mutex mutex_;
  Contents contents_;
  intptr_t socket_ = -1;
  bool woken_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_ASYNC_INBOX_H_
