// How requests and replies reach a thread that sits in an event loop's selector: a queue, and a
// byte on a socket that the loop watches. Nobody needs a GIL to call it. An asyncio lane has one,
// and so has each loop of the program's own that awaits JavaScript.
//
// Threads: Push, PushReply, Cancel, Wake and TakeRequests from any; the others from the loop's
// thread. Counted: host calls that a loop awaits hold its inbox beyond the loop's end.
#ifndef PYLOOM_RUNTIME_LOOP_INBOX_H_
#define PYLOOM_RUNTIME_LOOP_INBOX_H_

#include <mutex>
#include <vector>

#include "base/ref.h"
#include "python/api.h"
#include "runtime/host_call.h"
#include "runtime/request.h"

namespace pyloom {

class LoopInbox final : public RefCounted {
 public:
  // The outcome of a host call, and the Python function that is to be told.
  struct Reply {
    Ref<HostCall> call;
    PyObject* done;  // a reference
  };
  struct Contents {
    std::vector<Ref<Request>> requests;
    std::vector<Ref<Request>> cancelled;
    std::vector<Reply> replies;
  };

  LoopInbox();

  void Push(Ref<Request> request);
  void Cancel(Ref<Request> request);
  // False: the loop has ended, and `done` is still the caller's.
  bool PushReply(Reply reply);
  void Wake();
  // Those that the loop has not started yet.
  std::vector<Ref<Request>> TakeRequests();
  size_t request_count();
  // Takes those that have ended before they began.
  void SweepCancelled(std::vector<Ref<Request>>* swept);
  // One that is to run on top of this host call; null if there is none.
  Ref<Request> TakeNested(uint64_t host_call);

  // The writing end of a non-blocking pair. -1 while the loop does not run.
  void SetWakeSocket(intptr_t socket);
  // Whether there was a loop since this was asked before.
  bool TakeWasServed();
  Contents Take();
  // What woke it could not be taken.
  void WakeAgain();
  // What has come is the last.
  Contents Close();

 private:
  ~LoopInbox() override;
  void WakeLocked();

  std::mutex mutex_;
  Contents contents_;
  intptr_t socket_ = -1;
  bool woken_ = false;
  bool was_served_ = false;
  bool closed_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LOOP_INBOX_H_
