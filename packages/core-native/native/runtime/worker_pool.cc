#include "runtime/worker_pool.h"

#include <algorithm>

#include "base/out_of_memory.h"
#include "runtime/interpreter.h"

namespace pyloom {

namespace {

constexpr std::string_view kLost =
    "The lane that this call was bound to was given up: its Python code did not let go of it";

size_t CountIn(const std::deque<Ref<Request>>& queue) {
  return static_cast<size_t>(
      std::count_if(queue.begin(), queue.end(), [](const Ref<Request>& request) {
        return request->phase.load() == Request::Phase::kQueued;
      }));
}

}  // namespace

// ---------------------------------------------------------------------------------------
// Submitting

void WorkerPool::Submit(const Ref<Request>* requests, size_t count) {
  Scope scope(this);
  for (size_t i = 0; i < count; ++i) {
    const Ref<Request>& request = requests[i];
    if (request->lane >= 0) {
      SubmitToLane(request);
    } else if (request->interpreter >= 0 && HasOwnInterpreters(kind)) {
      SubmitToPlace(request);
    } else {
      queue_.push_back(request);
    }
  }
  const Ref<Mailbox>& caller = requests[count - 1]->mailbox;
  callers_cpu_.store(caller ? caller->readers_cpu() : -1, std::memory_order_relaxed);
  pushes_.fetch_add(1, std::memory_order_release);
  Staff();
}

WorkerLane* WorkerPool::FindWorker(uint32_t id) const {
  auto found = std::find_if(workers_.begin(), workers_.end(),
                            [=](const WorkerLane* lane) { return lane->id == id; });
  return found == workers_.end() ? nullptr : *found;
}

// What is bound to a lane that is stuck runs where the lane's objects are, if others can run there.
void WorkerPool::SubmitToLane(const Ref<Request>& request) {
  WorkerLane* lane = FindWorker(static_cast<uint32_t>(request->lane));
  if (lane == nullptr || !lane->alive || lane->stuck == PooledLane::Stuck::kForGood) {
    request->Refuse(kLost);
  } else if (lane->stuck != PooledLane::Stuck::kLeavesGil) {
    lane->queue.push_back(request);
    if (lane->idle) WakeLane(lane);
  } else if (HasOwnInterpreters(kind)) {
    lane->place->queue.push_back(request);
  } else {
    queue_.push_back(request);
  }
}

void WorkerPool::SubmitToPlace(const Ref<Request>& request) {
  Place* place = FindPlace(static_cast<uint32_t>(request->interpreter));
  if (place == nullptr || IsUnreachable(place)) return request->Refuse(kLost);
  place->queue.push_back(request);
  auto idle = std::find_if(idle_.begin(), idle_.end(),
                           [=](WorkerLane* lane) { return lane->place == place; });
  if (idle != idle_.end()) WakeLane(*idle);
}

void WorkerPool::OnStuck(PooledLane* stuck_lane, const Request& request, PooledLane::Stuck stuck) {
  Scope scope(this);
  WorkerLane* lane = FindWorker(stuck_lane->id);
  // It may have come back meanwhile: the lane sets the phase first and then asks for the mutex, in
  // OnUnstuck.
  if (lane->wait_depth > 0 || lane->top.load() != &request ||
      request.phase.load() == Request::Phase::kFinished)
    return;
  if (lane->stuck == stuck || lane->stuck == PooledLane::Stuck::kLeavesGil) return;
  if (!lane->given_up()) max_size_ = std::max(max_size_, lanes_.size() + 1);
  // Only where the GIL is free another lane can take its place in the interpreter.
  if (stuck == PooledLane::Stuck::kLeavesGil) --lane->place->active_lanes;
  lane->stuck = stuck;
  EndArrival(lane);
  // What waits for the lane goes where it has to go by now.
  std::deque<Ref<Request>> bound;
  bound.swap(lane->queue);
  for (const auto& each : bound) SubmitToLane(each);
  if (stuck == PooledLane::Stuck::kForGood) RefuseAll(lane->place->queue, kLost);
  Staff();
}

// -------------------------------------------------------------------------------------------
// Taking

bool WorkerPool::HasWork(const WorkerLane* lane) const {
  return !lane->queue.empty() || !queue_.empty() || !lane->place->queue.empty() ||
         lane->place->interpreter->references.has_released();
}

void WorkerPool::BeginBetweenRequests(WorkerLane* lane) noexcept {
  lane->between_requests = true;
  between_requests_.fetch_add(1);
}

void WorkerPool::EndBetweenRequests(WorkerLane* lane) noexcept {
  if (!lane->between_requests) return;
  lane->between_requests = false;
  between_requests_.fetch_sub(1);
}

void WorkerPool::EndArrival(WorkerLane* lane) {
  if (!lane->arriving) return;
  lane->arriving = false;
  --arriving_;
}

Ref<Request> WorkerPool::Take(WorkerLane* lane) {
  Scope scope(this);
  EndBetweenRequests(lane);
  EndArrival(lane);
  std::deque<Ref<Request>>* queue = &lane->queue;
  if (queue->empty()) queue = &lane->place->queue;
  if (queue->empty()) queue = &queue_;
  if (queue->empty()) return nullptr;
  Ref<Request> request = std::move(queue->front());
  queue->pop_front();
  ++taken_;
  // Not behind this one, which may take long, while another lane is idle.
  if (!queue_.empty()) Staff();
  return request;
}

Ref<Request> WorkerPool::TakeNested(ThreadLane* lane, uint64_t host_call) {
  Scope scope(this);
  std::vector<std::deque<Ref<Request>>*> queues = {&queue_};
  if (WorkerLane* worker = FindWorker(lane->id)) queues.push_back(&worker->queue);
  if (Place* place = FindPlace(lane->interpreter.load()->id)) queues.push_back(&place->queue);
  for (auto* queue : queues) {
    auto found = std::find_if(queue->begin(), queue->end(), [=](const Ref<Request>& request) {
      return request->nest_in == host_call;
    });
    if (found == queue->end()) continue;
    Ref<Request> request = std::move(*found);
    queue->erase(found);
    return request;
  }
  return nullptr;
}

void WorkerPool::WakeLane(WorkerLane* lane) {
  std::erase(idle_, lane);
  lane->idle = false;
  lane->signalled = true;
  if (!lane->arriving) {
    lane->arriving = true;
    ++arriving_;
  }
  to_wake_.push_back(&lane->wake);
}

void WorkerPool::Nudge(const Interpreter* interpreter) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  auto found = std::find_if(workers_.begin(), workers_.end(), [=](WorkerLane* lane) {
    return lane->idle && lane->interpreter.load() == interpreter;
  });
  if (found != workers_.end()) WakeLane(*found);
}

// ------------------------------------------------------------------------------------------
// Counting

size_t WorkerPool::CountQueued() const {
  size_t queued = queue_.size();
  for (const WorkerLane* lane : workers_) queued += lane->queue.size();
  for (const Place& place : places_) queued += place.queue.size();
  return queued;
}

size_t WorkerPool::CountWaiting() const {
  size_t waiting = CountIn(queue_);
  for (const WorkerLane* lane : workers_) waiting += CountIn(lane->queue);
  for (const Place& place : places_) waiting += CountIn(place.queue);
  return waiting;
}

void WorkerPool::SweepCancelled(std::vector<Ref<Request>>* swept) {
  Sweep(queue_, swept);
  for (WorkerLane* lane : workers_) Sweep(lane->queue, swept);
  for (Place& place : places_) Sweep(place.queue, swept);
}

void WorkerPool::RefuseWaiting(PooledLane* lane, std::string_view why) {
  RefuseAll(FindWorker(lane->id)->queue, why);
  if (ActiveLanes() == 0) RefuseAll(queue_, why);
}

}  // namespace pyloom
