// Python waits for a JavaScript function.
//
// The asking thread posts it to the environment that registered the function and waits, without a
// GIL, for one of: the reply, a nested request (a call that the host function makes to Python: run
// on top of the waiting stack, so that a chain never runs out of lanes), or the end of its request.
//
// Threads: made and waited in by the asking Python thread; Reply, TryNest, Cancel from any thread.
// Counted: the table of open calls, the message queue and the waiting stack each hold it.
#ifndef PYLOOM_RUNTIME_HOST_CALL_H_
#define PYLOOM_RUNTIME_HOST_CALL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <unordered_map>

#include "env/environment.h"
#include "runtime/request.h"

namespace pyloom {

class HostCall final : public Message {
 public:
  enum class Outcome : uint8_t { kWaiting, kValue, kError, kGone, kCancelled };

  HostCall() : Message(Type::kHostCall) {}

  // Nobody will answer: the JavaScript thread has ended.
  void Undeliverable() override;

  // The first outcome counts; a later one is dropped and answers false.
  bool Finish(Outcome outcome, const uint8_t* bytes, size_t length);

  // Hands a nested request to the waiting thread if it is free to take it now.
  bool TryNest(const Ref<Request>& request);

  // For the waiting thread: the next nested request, or null once there is an outcome. Polls for a
  // while before it sleeps.
  Ref<Request> WaitForWork();

  uint64_t token = 0;
  Ref<Environment> environment;  // where the function lives
  uint32_t session = 0;
  uint32_t function = 0;
  Ref<Request> caller;  // null for a Python thread of its own
  bool serves_nested = false;
  bool has_keywords = false;
  WireWriter arguments;
  Attachments outgoing;

  // Read by the waiting thread after an outcome.
  Outcome outcome() const { return outcome_; }
  const WireWriter& reply() const { return reply_; }
  std::vector<Ref<Pin>> reply_pins;

  // Instead of a waiting thread: called once with the outcome there. On the finishing thread,
  // without a GIL.
  std::function<void()> on_finished;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> signal_{false};  // something for the waiting thread, for polling
  // The asking thread is free for a nested request. From the start: the host function may make one
  // before that thread has come to WaitForWork.
  bool waiting_ = true;
  std::deque<Ref<Request>> nested_;
  Outcome outcome_ = Outcome::kWaiting;
  WireWriter reply_;
};

// Open host calls by token, for replies and nested requests. Any thread.
class HostCallTable {
 public:
  uint64_t Add(const Ref<HostCall>& call);
  Ref<HostCall> Find(uint64_t token);
  void Remove(uint64_t token);
  // Those that a function of this environment would have to answer.
  std::vector<Ref<HostCall>> OfEnvironment(const Environment* environment);

 private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, Ref<HostCall>> calls_;
  uint64_t next_token_ = 1;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_HOST_CALL_H_
