// A lane that runs one request after the other: those that are bound to it, those of its
// interpreter, and those of its pool's queue.
#ifndef PYLOOM_RUNTIME_WORKER_LANE_H_
#define PYLOOM_RUNTIME_WORKER_LANE_H_

#include <deque>

#include "platform/steady_condition.h"
#include "runtime/pooled_lane.h"

namespace pyloom {

class WorkerPool;

class WorkerLane final : public PooledLane {
 public:
  WorkerLane(uint32_t id, WorkerPool& pool);

  void NoteWait(bool is_waiting) noexcept override;
  size_t running() const override { return IsBusy() ? 1 : 0; }

  // --- Guarded by the pool's mutex.
  std::deque<Ref<Request>> queue;  // bound to this lane: contexts
  SteadyCondition wake;
  bool idle = false;       // sleeps in WorkerPool::WaitForWork
  bool signalled = false;  // was told to wake up
  bool arriving = false;   // was started or woken, and has not taken a request yet

  // Its thread alone: it has answered a request, and not asked for the next one yet.
  bool between_requests = false;

 protected:
  void Run() override;
  void BeforeAnswer() noexcept override;

 private:
  WorkerPool& workers_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_WORKER_LANE_H_
