// Raises `Interrupted` in the Python code of requests that were cancelled while they ran.
//
// An asynchronous exception can only be set with the interpreter's GIL, which the JavaScript thread
// never waits for; so each interpreter has a thread of its own for it, started with the first
// cancellation. Should C code keep the GIL, only this thread hangs with it.
//
// Code that catches BaseException is interrupted again and again until the request ends. When one
// does not end, it is stuck in C (or waits there), which is StuckLaneWatch's business.
//
// Threads: Interrupt from any. Lives as long as the process.
#ifndef PYLOOM_RUNTIME_INTERRUPTER_H_
#define PYLOOM_RUNTIME_INTERRUPTER_H_

#include <chrono>
#include <mutex>
#include <vector>

#include "platform/steady_condition.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;
class ThreadLane;

class Interrupter {
 public:
  explicit Interrupter(Interpreter* interpreter) : interpreter_(interpreter) {}

  void Interrupt(Ref<Request> request);
  // Once it is so late, by NowNanoseconds().
  void InterruptAfter(Ref<Request> request, uint64_t due);

  // When the GIL was last had here, for telling a lane that waits in C from one that keeps the GIL.
  uint64_t last_attached() const { return last_attached_.load(); }

 private:
  struct Target {
    Ref<Request> request;
    uint64_t due = 0;
  };
  void Main();
  std::chrono::nanoseconds UntilNext() const;
  void RaiseAll(const std::vector<Ref<Request>>& requests, PyThreadState* state);
  // Again at once for those that were taking a lock, or in a step of an import.
  void RaiseAtLocks(std::vector<Ref<Request>> requests, PyThreadState* state);
  // With the GIL. Sets the exception if the request is what its lane runs at this moment.
  void Raise(const Ref<Request>& request);
  // Of an asyncio lane: its loop cancels the task at its next turn; a coroutine that does not let
  // it come to one is interrupted like other code.
  void RaiseInLoop(ThreadLane& lane, Request& request);
  bool KeepsLoop(const ThreadLane& lane, const Request& request);
  // In a moment in which an interrupt would leave something half done: an import, for one. It is
  // waited for, unless it takes so long that it must be a hang; `insist` says so.
  bool IsHeldBack(const ThreadLane& lane, Request& request, bool* insist);
  // By what, as a number: kNothing, kMachinery, or another as long as it is the same thing.
  int64_t HeldBackBy(const ThreadLane& lane);

  Interpreter* interpreter_;
  std::mutex mutex_;
  SteadyCondition changed_;
  std::vector<Target> targets_;  // guarded by mutex_
  bool started_ = false;         // guarded by mutex_
  std::atomic<uint64_t> last_attached_{0};
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_INTERRUPTER_H_
