// A call on its way: from the JavaScript thread into a queue, to a lane, and back with its result.
//
// Threads: made and cancelled on its JavaScript thread; run by one lane (or one asyncio lane) at a
// time. `phase` decides who may touch the rest: the queue's owner before kRunning, the lane during
// it, the JavaScript thread after kFinished. `cancelled` may be read by anybody.
#ifndef PYLOOM_RUNTIME_REQUEST_H_
#define PYLOOM_RUNTIME_REQUEST_H_

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

#include "convert/outgoing_attachments.h"
#include "link/link.h"
#include "messages/incoming_attachments.h"
#include "messages/mailbox.h"
#include "python/api.h"
#include "runtime/function_key.h"
#include "runtime/pool_kind.h"

namespace pyloom {

class Broadcast;
class Interpreter;
class Lane;
class Pool;
class Session;

class Request final : public Message {
 public:
  enum class Phase : uint8_t { kQueued, kRunning, kFinished };
  enum class Status : uint8_t {
    kOk = 0,
    kPythonError = 1,  // `bytes` is a wire map that describes the exception
    kConversion = 2,   // `bytes` is a wire array: path, message
    kReroute = 3,      // `bytes` is a wire array: 'async' | 'home', module
    kClosed = 4,       // nobody can run it; `bytes` is a text that says why
    kInterrupted = 5,
    kCrashed = 6,    // its process ended under it; `bytes` is a wire map that says how
    kWithdrawn = 7,  // whoever sent it to this process has taken it back; nobody is told
  };
  enum class Interrupt : uint8_t {
    kNone,
    kSent,
    kInsisted,  // shields were respected for long enough
  };

  Request();
  ~Request() override;

  // The same call once more, for another interpreter. Broadcast calls carry no buffers.
  Ref<Request> CopyForBroadcast() const;

  // By the number that JavaScript has for it. False: there is none of that number.
  bool SetPool(uint32_t number);

  // The result has no reader: what it refers to is given up.
  void Undeliverable() override { outgoing.GiveUpReferences(); }

  bool IsQueued() const { return phase.load() == Phase::kQueued; }
  // From here on it is this thread's to run. False: it has been ended, or taken back.
  bool Begin();
  // Whoever has taken it out of kQueued for good: what it was to pass is let go.
  void DropInput();
  // Its result goes to whoever waits for it.
  void Deliver();
  // Ends it before it has run, unless somebody has begun or ended it. `why` is for people.
  void Refuse(std::string_view why);

  uint32_t call_id = 0;
  Ref<Mailbox> mailbox;
  Ref<Session> session;
  FunctionKey* key = nullptr;
  // Whose module decides which event loop runs it: where `key` is the glue's, the function that the
  // glue is to call.
  FunctionKey* route_key = nullptr;
  PoolKind pool = PoolKind::kHome;
  bool in_process = false;   // one of its session's, which has threads as well
  int32_t interpreter = -1;  // -1: any
  int32_t lane = -1;         // -1: any
  uint64_t parent = 0;       // the host call that it is nested in; 0: none
  bool has_keywords = false;

  // The arguments, then the result. The arguments are kept while a reroute is possible.
  WireWriter arguments = WireWriter::Unlimited();  // JavaScript has seen to their length
  WireWriter result;
  IncomingAttachments incoming;
  OutgoingAttachments outgoing;
  Status status = Status::kOk;

  // Nanoseconds: when it was handed to its pool, and how long it then waited to be begun, 0 while
  // that is not known.
  uint64_t submitted = 0;
  uint64_t waited = 0;

  std::atomic<Phase> phase{Phase::kQueued};
  std::atomic<bool> cancelled{false};
  std::atomic<Interrupt> interrupt{Interrupt::kNone};
  std::atomic<bool> told_by_host_calls{false};  // that it was cancelled
  std::atomic<bool> blocks_loop{false};  // seen to keep its event loop after it was cancelled
  // The interrupter's: interrupts that were not sent; by what it was held back last, and how often.
  uint32_t spared = 0;
  int64_t held_back_by = 0;
  uint32_t held_back = 0;

  // A call in every interpreter: what it consists of; of one of its parts: what it is a part of.
  // Made anew in an interpreter that is new, it is a part of nothing, and nobody waits for it.
  Ref<Broadcast> broadcast;
  Ref<Broadcast> part_of;
  bool repeated = false;
  bool is_broadcast() const { return part_of || repeated; }

  // In a process that got it from another one: where it is noted that it has begun. Null: nowhere,
  // or it is noted already.
  std::atomic<Mark>* mark = nullptr;
  // On both sides of it: its place in the table that both processes share.
  uint32_t slot = 0;
  // JavaScript waits for it on its very thread, in the other process.
  bool is_synchronous = false;
  bool everywhere = false;  // it is to be made there in every interpreter

  // What the call has returned already, for a loop of the same interpreter to await; with its GIL.
  PyObject* awaitable = nullptr;
  Interpreter* awaitable_of = nullptr;
  // The loop (a lane's id) that it belongs to, if its arguments or what it awaits tell; -1: any.
  int32_t loop = -1;

  // The lane that runs it. Set before kRunning, read by cancellation; lanes are never freed.
  std::atomic<Lane*> runner{nullptr};

  // Whether it keeps to a lane or an interpreter, where its objects are: coroutines are awaited
  // there.
  bool IsBound() const { return lane >= 0 || interpreter > 0; }

  // Host calls that asyncio code on its lane awaits: the lane sits in an event loop of the
  // program's and counts as waiting, from the first of them to the last or to the request's end.
  // True: it begins to wait, or ends, by this.
  bool BeginAsyncWait() { return async_waits_.fetch_add(1) == 0; }
  bool EndAsyncWait() { return async_waits_.fetch_sub(1) == 1; }
  bool EndAsyncWaits() {
    // So far below 0 that those which end later do not come to 0 again.
    constexpr int kNoMoreWaits = -(1 << 30);
    return async_waits_.load() != 0 && async_waits_.exchange(kNoMoreWaits) > 0;
  }

  // The host call whose lane was busy when it came: that lane may take it out of the pool's queue.
  // Guarded by the pool's mutex.
  uint64_t nest_in = 0;

 private:
  std::atomic<int> async_waits_{0};
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_REQUEST_H_
