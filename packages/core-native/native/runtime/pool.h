// Lanes that take requests from one queue.
//
// An idle lane takes the GIL first and a request then: one that was taken by a lane still waiting
// for a shared GIL would be stuck behind whatever holds it, while the holder could have run it
// next.
//
// Lanes that share a GIL are cheap and add no parallelism, so a pool of them does not let a short
// call wait for a long one: when requests wait and no lane has taken any for some milliseconds, it
// starts a spare lane, up to as many as its size. Spare lanes end when there is nothing to do.
//
// A pool knows the interpreters that its lanes run in, whether or not each has a lane at this
// moment; a request that is bound to one gets a lane there, or is refused. Every request that is
// submitted ends or has a lane that can take it.
//
// pool.cc has the queues, pool_staffing.cc what lanes there are, pool_waits.cc lanes that wait or
// are stuck, pool_loops.cc the pools of event loops.
//
// Threads: any; one mutex guards the queue and the lanes' scheduling fields. It is never held while
// Python or JavaScript runs, nor while a thread waits for a GIL.
#ifndef PYLOOM_RUNTIME_POOL_H_
#define PYLOOM_RUNTIME_POOL_H_

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/brief_lock.h"
#include "base/steady_condition.h"
#include "platform/adaptive_poll.h"
#include "runtime/lane.h"
#include "runtime/pool_kind.h"

namespace pyloom {

struct PoolStats {
  PoolKind kind;
  size_t size, max_size, queued, running, waiting;
};

struct LaneStats {
  uint32_t id;
  int32_t interpreter;
  PoolKind kind;
  bool busy, waiting, given_up;
  int contexts;
  uint64_t completed;
};

class Pool {
 public:
  explicit Pool(PoolKind kind) : kind(kind) {}
  const PoolKind kind;

  // Grows to what the largest client asked for; never shrinks below an earlier size.
  void Configure(size_t size, size_t max_size);

  // Each request's pool is this one, by its lane and interpreter if it is bound to them.
  void Submit(const Ref<Request>* requests, size_t count);
  // A request that was queued has been cancelled. What it held is let go of already; enough of them
  // are taken out of the queues.
  void OnCancelled();
  // Of a pool of loops: whether the loop that the request belongs to takes requests at this moment.
  bool HasFreeLoop(const Request& request);
  // Of the same: the lane whose loop awaits what __main__ got from this package, -1 when there is
  // none to be had. A package that has no loop yet shares that of __main__ from then on.
  int32_t LoopOfAwaited(const std::string& package);

  // A lane for a context to live on: the one with the fewest.
  Lane* Reserve();
  void Unreserve(Lane* lane);

  // --- For lanes.

  // The lane will ask for its next request at once: nobody else needs to be woken for one.
  void BeginLooking(Lane* lane);
  // The next request for this lane, or null.
  Ref<Request> Take(Lane* lane);
  // Starts another lane in its place; false when it is to go on, since something is bound to it or
  // there is no further thread to be had. It takes nothing more after this.
  bool Replace(Lane* lane);
  // Without the GIL: returns true when there may be work, false when the lane is to end.
  bool WaitForWork(Lane* lane);
  void OnStarted(Lane* lane, Interpreter* interpreter);
  void OnIntroduced(Interpreter* interpreter);
  void OnStartFailed(Lane* lane);
  // The last thing that its thread does.
  void OnEnded(Lane* lane);
  // The lane waits for a host call from now on, or no longer; waits of asyncio code overlap. Until
  // the last is over the lane does not count against the pool's size.
  void OnWait(Lane* lane, bool waiting) noexcept;
  // A Python thread of its own waits for a host call, or no longer. A lane may be waiting for that
  // thread, which nobody sees: there may be one lane more.
  void OnThreadWait(bool waiting) noexcept;
  // A request that is to run on top of this host call, out of the queues. Null: others took it.
  Ref<Request> TakeNested(Lane* lane, uint64_t host_call);
  // It is stuck with this request in C code; `stuck` may be more than was known before.
  void GiveUp(Lane* lane, const Request& request, Lane::Stuck stuck);
  // The same of a loop that one of its coroutines keeps: what it has not begun goes to others.
  void GiveUpLoop(Lane* lane, const Request& request, Lane::Stuck stuck);
  // It came back after all.
  void TakeBack(Lane* lane);
  // Wakes a lane of this interpreter, to give up released references.
  void Nudge(Interpreter* interpreter) noexcept;

  // Whether a client has asked for lanes of this kind. Any thread.
  bool is_open() const { return open_.load(std::memory_order_relaxed); }
  void CollectStats(PoolStats* pool, std::vector<LaneStats>* lanes);
  std::mutex& mutex() { return mutex_; }

 private:
  // The mutex for a scope. The lanes that were chosen to be woken are notified once it is free: a
  // lane that wakes while it is still held would go to sleep again at once, at the cost of two
  // switches.
  class Scope {
   public:
    explicit Scope(Pool* pool) : pool_(pool) { LockBriefly(pool_->mutex_); }
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Pool* pool_;
  };

  // pool.cc
  bool HasWork(const Lane* lane) const;
  void SubmitToLane(const Ref<Request>& request);
  void SubmitToInterpreter(const Ref<Request>& request);
  void WakeLane(Lane* lane);
  Lane* FindLane(uint32_t id) const;
  static void RefuseAll(std::deque<Ref<Request>>& requests, std::string_view why);

  // pool_staffing.cc
  // Wakes or starts a lane if requests wait that no lane is on its way for.
  void Staff();
  void StaffInterpreters();
  // Nobody else will ever come for what waits in the pool's queue.
  void RefuseWaiting(std::string_view why);
  Lane* AddLane();
  // Null: the system refuses another thread.
  Lane* StartLane(Interpreter* interpreter);
  // Where a further lane runs: null means an interpreter of its own.
  Interpreter* InterpreterForNewLane();
  bool MayStartSpare() const;
  // Has WatchBacklog look after the queue, on a thread that is started when it is first needed.
  void BeginWatch();
  void WatchBacklog();
  // How many lanes may be active at a time.
  size_t Capacity() const { return size_ + waiting_threads_; }
  size_t AliveLanes() const;
  size_t ActiveLanes() const;
  bool HasLaneIn(const Interpreter* interpreter) const;

  // pool_waits.cc
  // One of its lanes keeps its GIL for good.
  bool IsUnreachable(const Interpreter* interpreter) const;
  // What waits for the lane goes where it has to go by now.
  void SubmitAgain(Lane* lane);

  // pool_loops.cc
  void SubmitToLoop(const Ref<Request>& request);
  Lane* LoopFor(const Request& request);
  Lane* LoopIn(Interpreter* interpreter);
  Lane* LoopOfPackage(const std::string& package);
  Lane* LeastLoadedLoop();

  static constexpr std::string_view kGivenUp =
      "The lane that this call was bound to was given up: its Python code did not let go of it";

  std::mutex mutex_;
  std::deque<Ref<Request>> queue_;
  std::vector<Lane*> lanes_;
  std::vector<Interpreter*>
      interpreters_;  // of a pool whose lanes have their own: in them they run
  // By the topmost package: all its coroutines run on one loop, so that they may share locks.
  std::unordered_map<std::string, Lane*> loop_of_package_;
  std::vector<Lane*>
      idle_;  // the last to become idle is the first to be woken: its caches are warm
  std::vector<Lane*> to_wake_;  // at the end of the scope
  std::atomic<bool> open_{false};
  size_t size_ = 0;
  size_t max_size_ = 0;
  size_t waiting_threads_ = 0;
  size_t arriving_ = 0;
  std::atomic<size_t> looking_{0};
  Lane* poller_ = nullptr;
  AdaptivePoll polling_;
  uint64_t taken_ = 0;      // requests, ever
  bool watching_ = false;   // WatchBacklog looks after the queue
  bool has_watch_ = false;  // its thread has been started
  size_t cancelled_ = 0;    // in the queues still, at most
  SteadyCondition backlog_;
  std::atomic<uint32_t> pushes_{0};  // what a polling lane watches
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_POOL_H_
