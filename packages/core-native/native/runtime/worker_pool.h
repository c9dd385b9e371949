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
// worker_pool.cc has the queues, worker_pool_staffing.cc what lanes there are,
// worker_pool_spares.cc those beyond its size, worker_pool_idle.cc lanes that wait for work.
#ifndef PYLOOM_RUNTIME_WORKER_POOL_H_
#define PYLOOM_RUNTIME_WORKER_POOL_H_

#include <atomic>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/adaptive_poll.h"
#include "platform/apart.h"
#include "runtime/thread_pool.h"
#include "runtime/worker_lane.h"

namespace pyloom {

class WorkerPool final : public ThreadPool {
 public:
  using ThreadPool::ThreadPool;

  void Submit(const Ref<Request>* requests, size_t count) override;
  bool HasFreePlaceFor(const Request&) override { return false; }
  void Nudge(const Interpreter* interpreter) noexcept override;

  // Spare lanes beyond its size; as many as its size, unless this says otherwise.
  void AllowSpares(size_t most);

  // --- For its lanes.

  // The next request for this lane, or null. With the GIL.
  Ref<Request> Take(WorkerLane* lane);
  // From here until it takes the next one the lane will ask for it at once: nobody else needs to be
  // woken for one. Its thread alone.
  void BeginBetweenRequests(WorkerLane* lane) noexcept;
  void EndBetweenRequests(WorkerLane* lane) noexcept;
  // Starts another lane in its place; false when it is to go on, since something is bound to it or
  // there is no further thread to be had. It takes nothing more after this.
  bool Replace(WorkerLane* lane);
  // Without the GIL: returns true when there may be work, false when the lane is to end.
  bool WaitForWork(WorkerLane* lane);

  // A lane may be waiting for the thread, which nobody sees: there may be one lane more.
  void OnThreadWait(bool waiting) noexcept override;
  void OnStuck(PooledLane* lane, const Request& request, PooledLane::Stuck stuck) override;
  Ref<Request> TakeNested(ThreadLane* lane, uint64_t host_call) override;

 protected:
  PooledLane* NewLane() override;
  // Wakes or starts a lane if requests wait that no lane is on its way for.
  void Staff() override;
  void BeforeStart(PooledLane* lane) override;
  void AfterFailedStart(PooledLane* lane) override;
  void RefuseWaiting(PooledLane* lane, std::string_view why) override;
  size_t CountQueued() const override;
  size_t CountWaiting() const override;
  void SweepCancelled(std::vector<Ref<Request>>* swept) override;

 private:
  // worker_pool.cc
  bool HasWork(const WorkerLane* lane) const;
  void SubmitToLane(const Ref<Request>& request);
  void SubmitToPlace(const Ref<Request>& request);
  WorkerLane* FindWorker(uint32_t id) const;
  void WakeLane(WorkerLane* lane);
  void EndArrival(WorkerLane* lane);

  // worker_pool_staffing.cc
  void StaffPlaces();
  // How many lanes may be active at a time.
  size_t Capacity() const { return size_ + waiting_threads_; }

  // worker_pool_spares.cc
  bool MayStartSpare() const;
  size_t MostSpares() const { return spares_ ? *spares_ : size_; }
  // Has WatchBacklog look after the queue, on a thread that is started when it is first needed.
  void BeginWatch();
  void WatchBacklog();

  std::deque<Ref<Request>> queue_;
  std::optional<size_t> spares_;
  std::vector<WorkerLane*> workers_;  // the pool's lanes
  std::vector<WorkerLane*> idle_;     // the last to become idle is the first to be woken: its
                                      // caches are warm
  size_t waiting_threads_ = 0;
  size_t arriving_ = 0;
  std::atomic<size_t> between_requests_{0};
  const WorkerLane* poller_ = nullptr;
  AdaptivePoll polling_;
  Apart apart_;                       // the poller's
  std::atomic<uint32_t> pushes_{0};   // what a polling lane watches
  std::atomic<int> callers_cpu_{-1};  // of the last push
  uint64_t taken_ = 0;                // requests, ever
  bool watching_ = false;             // WatchBacklog looks after the queue
  bool has_watch_ = false;            // its thread has been started
  SteadyCondition backlog_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_WORKER_POOL_H_
