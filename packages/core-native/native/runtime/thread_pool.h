// A pool whose lanes are threads of this process: which there are, in which interpreters, and which
// of them count. What they run is a WorkerPool's or a LoopPool's business.
//
// A pool knows the interpreters that its lanes run in, whether or not each has a lane at this
// moment; a request that is bound to one gets a lane there, or is refused.
//
// Threads: any; one mutex guards everything here, the lanes' scheduling fields included.
#ifndef PYLOOM_RUNTIME_THREAD_POOL_H_
#define PYLOOM_RUNTIME_THREAD_POOL_H_

#include <atomic>
#include <deque>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/brief_lock.h"
#include "platform/steady_condition.h"
#include "runtime/pool.h"
#include "runtime/pooled_lane.h"

namespace pyloom {

class Runtime;

class ThreadPool : public Pool {
 public:
  ThreadPool(PoolKind kind, Runtime& runtime) : Pool(kind), runtime(runtime) {}
  Runtime& runtime;

  void Configure(size_t size, size_t max_size) final;
  void OnCancelled() final;
  Lane* Reserve() final;
  void Unreserve(Lane* lane) final;
  void CollectStats(PoolStats* pool, std::vector<LaneStats>* lanes) final;

  // Whether a client has asked for lanes of this kind.
  bool is_open() const { return open_.load(std::memory_order_relaxed); }

  // --- For its lanes.

  void OnStarted(PooledLane* lane, Interpreter* interpreter);
  void OnIntroduced(PooledLane* lane);
  void OnStartFailed(PooledLane* lane);
  // The last thing that its thread does.
  void OnEnded(PooledLane* lane);
  // The lane waits for a host call from now on, or no longer; waits of asyncio code overlap. Until
  // the last is over the lane does not count against the pool's size.
  void OnWait(PooledLane* lane, bool waiting) noexcept;
  // It is stuck with this request in C code; `stuck` may be more than was known before.
  virtual void OnStuck(PooledLane* lane, const Request& request, PooledLane::Stuck stuck) = 0;
  // It came back after all.
  void OnUnstuck(PooledLane* lane);
  // A Python thread of the program's own, in one of these interpreters, waits for a host call, or
  // no longer.
  virtual void OnThreadWait(bool waiting) noexcept = 0;
  // A request that is to run on top of this host call of the lane's, out of the queues. Null:
  // others took it.
  virtual Ref<Request> TakeNested(ThreadLane* lane, uint64_t host_call) = 0;

 protected:
  // The mutex for a scope. The lanes that were chosen to be woken are notified once it is free: a
  // lane that wakes while it is still held would go to sleep again at once, at the cost of two
  // switches.
  class Scope {
   public:
    explicit Scope(ThreadPool* pool) : pool_(pool) { LockBriefly(pool_->mutex_); }
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    ThreadPool* pool_;
  };

  // What follows is called with the mutex.

  virtual PooledLane* NewLane() = 0;
  // There may have to be more lanes than before.
  virtual void Staff() {}
  virtual void BeforeStart(PooledLane*) {}
  // Its thread, or its interpreter, could not be had.
  virtual void AfterFailedStart(PooledLane*) {}
  // What waited for that lane, or for any when there is no other, ends.
  virtual void RefuseWaiting(PooledLane* lane, std::string_view why) = 0;
  virtual size_t CountQueued() const = 0;   // those that were cancelled included
  virtual size_t CountWaiting() const = 0;  // for people
  // Takes those that have ended before they began.
  virtual void SweepCancelled(std::vector<Ref<Request>>* swept) = 0;

  // Null: the system refuses another thread.
  PooledLane* StartLane(Place* place);
  // Where a further lane runs: null means an interpreter of its own.
  Place* PlaceForNewLane();
  Place* FindPlace(uint32_t interpreter);
  // That of the main interpreter, for pools that are there.
  Place* MainPlace();
  // One of its lanes keeps its GIL for good.
  bool IsUnreachable(const Place* place) const;
  bool HasLaneIn(const Place* place) const;
  size_t AliveLanes() const;
  size_t ActiveLanes() const;

  static void RefuseAll(std::deque<Ref<Request>>& requests, std::string_view why);
  static void Sweep(std::deque<Ref<Request>>& requests, std::vector<Ref<Request>>* swept);

  std::mutex mutex_;
  std::vector<PooledLane*> lanes_;
  std::deque<Place> places_;               // a deque: addresses stay
  std::vector<SteadyCondition*> to_wake_;  // at the end of the scope
  size_t size_ = 0;
  size_t max_size_ = 0;

 private:
  PooledLane* AddLane();

  std::atomic<bool> open_{false};
  size_t cancelled_ = 0;  // in the queues still, at most
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_THREAD_POOL_H_
