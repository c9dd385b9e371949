// Python waits for a JavaScript function.
//
// The asking thread posts it to the mailbox that registered the function and waits, without a
// GIL, for one of: the reply, a nested request (a call that the host function makes to Python: run
// on top of the waiting stack, so that a chain never runs out of lanes), or the end of its request.
// Asyncio code does not wait: `on_finished` tells its loop.
//
// Every wait ends: the reply, the end of the request (Runtime::Cancel) and the end of the
// JavaScript thread (Runtime::CloseMailbox, Undeliverable) each call Finish, and the first of
// them counts.
//
// Threads: made and waited in by the asking Python thread; Finish, Nest, NoteWaitingInPool and
// HasWaiter from any. Counted: the table of open calls, the message queue and
// the waiting stack each hold it.
#ifndef PYLOOM_RUNTIME_HOST_CALL_H_
#define PYLOOM_RUNTIME_HOST_CALL_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "messages/mailbox.h"
#include "platform/steady_condition.h"
#include "runtime/request.h"

namespace pyloom {

class HostCall final : public Message {
 public:
  enum class Outcome : uint8_t { kWaiting, kValue, kError, kGone, kCancelled };

  HostCall() : Message(Type::kHostCall) {}

  // Nobody will answer: the JavaScript thread has ended.
  void Undeliverable() override;

  // The first outcome counts; a later one is dropped and answers false.
  bool Finish(Outcome outcome, const uint8_t* bytes = nullptr, size_t length = 0);

  // Whoever made it does not wait any more, while its request goes on. The function is called all
  // the same, for what it does, and is told. Without a GIL.
  void GiveUp();
  bool IsStillCalled() const {
    return was_given_up_.load() && (caller == nullptr || !caller->cancelled.load());
  }

  // Whether anybody still waits for the answer.
  bool HasWaiter();

  enum class Nesting : uint8_t {
    kTaken,    // the waiting thread runs the request
    kBusy,     // it runs another one at this moment
    kRefused,  // it cannot, or there is an outcome
  };
  Nesting Nest(const Ref<Request>& request);
  // Where the asking thread is one of another process: takes the request there.
  std::function<Nesting(const Ref<Request>& request)> nest_elsewhere;

  // A request that found the waiting thread busy is in its pool's queue now: whoever comes first,
  // another lane or this thread, runs it.
  void NoteWaitingInPool();

  // For the waiting thread: what there is to do. Polls for a while before it sleeps. Nothing when
  // the time is up.
  struct Work {
    Ref<Request> nested;
    bool look_in_pool = false;
    bool finished = false;
  };
  Work WaitForWork(std::optional<std::chrono::milliseconds> longest = std::nullopt);

  uint64_t token = 0;
  Ref<Mailbox> mailbox;  // where the function lives
  uint32_t session = 0;
  uint32_t function = 0;
  Ref<Request> caller;         // null for a Python thread of its own
  bool serves_nested = false;  // the asking thread can run requests while it waits
  bool has_keywords = false;
  // It keeps the JavaScript thread by itself: none of that thread's calls waits for it.
  std::atomic<bool> is_lone{false};
  WireWriter arguments;
  OutgoingAttachments outgoing;

  // Read by the waiting thread after an outcome.
  Outcome outcome() const { return outcome_; }
  const WireWriter& reply() const { return reply_; }
  IncomingAttachments reply_attachments;

  // Instead of a waiting thread: called once with the outcome there. On the finishing thread,
  // without a GIL.
  std::function<void()> on_finished;

 private:
  std::mutex mutex_;
  SteadyCondition changed_;
  std::atomic<bool> was_given_up_{false};
  std::atomic<bool> signal_{false};  // something for the waiting thread, for polling
  // The asking thread is free for a nested request. From the start: the host function may make one
  // before that thread has come to WaitForWork.
  bool waiting_ = true;
  Ref<Request> nested_;
  bool look_in_pool_ = false;
  Outcome outcome_ = Outcome::kWaiting;
  WireWriter reply_ = WireWriter::Unlimited();
};

// Nobody waits for a host call any more, though its caller may go on.
class CallEndedMessage final : public Message {
 public:
  explicit CallEndedMessage(uint64_t token) : Message(Type::kCallEnded), token(token) {}
  const uint64_t token;
};

// Open host calls by token, for replies and nested requests. Any thread.
class HostCallTable {
 public:
  uint64_t Add(const Ref<HostCall>& call);
  Ref<HostCall> Find(uint64_t token);
  void Remove(uint64_t token);
  // Those that this request has made.
  std::vector<Ref<HostCall>> OfCaller(const Request* caller);
  // Those that a function of this mailbox would have to answer.
  std::vector<Ref<HostCall>> OfMailbox(const Mailbox* mailbox);

 private:
  std::mutex mutex_;
  template <typename Predicate>
  std::vector<Ref<HostCall>> Where(const Predicate& predicate);

  std::unordered_map<uint64_t, Ref<HostCall>> calls_;
  uint64_t next_token_ = 1;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_HOST_CALL_H_
