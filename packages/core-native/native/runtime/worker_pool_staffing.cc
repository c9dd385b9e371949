// Which lanes a pool of workers has: starting, waking and replacing them.

#include "base/out_of_memory.h"
#include "runtime/lane_table.h"
#include "runtime/runtime.h"
#include "runtime/worker_pool.h"

namespace pyloom {

namespace {
constexpr std::string_view kNoThread =
    "The system refuses the thread that this call needs to run on";
}  // namespace

PooledLane* WorkerPool::NewLane() {
  workers_.push_back(runtime.lanes.Make<WorkerLane>(*this));
  return workers_.back();
}

// Counted as on its way, so that no second lane is started for the same request.
void WorkerPool::BeforeStart(PooledLane* lane) {
  FindWorker(lane->id)->arriving = true;
  ++arriving_;
}

void WorkerPool::AfterFailedStart(PooledLane* lane) { EndArrival(FindWorker(lane->id)); }

void WorkerPool::Staff() {
  StaffPlaces();
  if (queue_.empty()) return;
  // One lane at a time is on its way; when it has taken its request it sees to the next.
  const size_t on_the_way = arriving_ + (poller_ != nullptr ? 1 : 0) + between_requests_.load();
  if (on_the_way >= queue_.size() || arriving_ > 0) return;
  if (!idle_.empty()) return WakeLane(idle_.back());
  const size_t alive = AliveLanes();
  if (max_size_ == 0) return RefuseAll(queue_, "No client has opened the pool of this call");
  if (ActiveLanes() < Capacity() && alive < max_size_) {
    // Nobody else will ever come for what waits.
    if (StartLane(PlaceForNewLane()) == nullptr && alive == 0) RefuseAll(queue_, kNoThread);
    return;
  }
  if (ActiveLanes() == 0 && alive >= max_size_) runtime.WarnStuck(kind, max_size_, queue_.size());
  if (!watching_ && MayStartSpare()) BeginWatch();
}

// Requests that wait for a lane of an interpreter whose lanes all wait themselves, or have ended.
void WorkerPool::StaffPlaces() {
  for (Place& place : places_) {
    if (place.queue.empty() || place.active_lanes > 0) continue;
    if (AliveLanes() >= max_size_ && HasLaneIn(&place))
      return runtime.WarnStuck(kind, max_size_, 1);
    // One that has no lane at all gets one beyond the pool's size: nobody else could come.
    if (StartLane(&place) == nullptr && !HasLaneIn(&place)) RefuseAll(place.queue, kNoThread);
  }
}

bool WorkerPool::Replace(WorkerLane* lane) {
  Scope scope(this);
  if (lane->contexts > 0 || !lane->queue.empty()) return false;
  if (StartLane(lane->place) == nullptr) return false;
  EndBetweenRequests(lane);
  lane->ending = true;
  --lane->place->active_lanes;
  return true;
}

void WorkerPool::OnThreadWait(bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  if (!waiting) {
    --waiting_threads_;
    return;
  }
  ++waiting_threads_;
  Staff();
}

}  // namespace pyloom
