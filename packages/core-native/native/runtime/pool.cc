#include "runtime/pool.h"

#include <algorithm>

#include "base/out_of_memory.h"
#include "runtime/async_inbox.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

Pool::Scope::~Scope() {
  std::vector<Lane*> woken;
  woken.swap(pool_->to_wake_);
  pool_->mutex_.unlock();
  for (Lane* lane : woken) lane->wake.notify_one();  // lanes are never freed
}

Lane* Pool::FindLane(uint32_t id) const {
  auto found =
      std::find_if(lanes_.begin(), lanes_.end(), [id](Lane* lane) { return lane->id == id; });
  return found == lanes_.end() ? nullptr : *found;
}

void Pool::RefuseAll(std::deque<Ref<Request>>& requests, std::string_view why) {
  std::deque<Ref<Request>> refused;
  refused.swap(requests);
  for (const auto& request : refused) request->Refuse(why);
}

void Pool::Submit(const Ref<Request>* requests, size_t count) {
  Scope scope(this);
  for (size_t i = 0; i < count; ++i) {
    const Ref<Request>& request = requests[i];
    if (IsAsync(kind)) {
      SubmitToLoop(request);
    } else if (request->lane >= 0) {
      SubmitToLane(request);
    } else if (request->interpreter >= 0 && HasOwnInterpreters(kind)) {
      SubmitToInterpreter(request);
    } else {
      queue_.push_back(request);
    }
  }
  pushes_.fetch_add(1, std::memory_order_release);
  if (!IsAsync(kind)) Staff();
}

// What is bound to a lane that is stuck runs where the lane's objects are, if others can run there.
void Pool::SubmitToLane(const Ref<Request>& request) {
  Lane* lane = FindLane(static_cast<uint32_t>(request->lane));
  if (lane == nullptr || !lane->alive || lane->stuck == Lane::Stuck::kForGood) {
    request->Refuse(kGivenUp);
  } else if (lane->stuck != Lane::Stuck::kLeavesGil) {
    lane->queue.push_back(request);
    if (lane->idle) WakeLane(lane);
  } else if (HasOwnInterpreters(kind)) {
    lane->interpreter.load()->queue.push_back(request);
  } else {
    queue_.push_back(request);
  }
}

void Pool::SubmitToInterpreter(const Ref<Request>& request) {
  const auto id = static_cast<uint32_t>(request->interpreter);
  auto found = std::find_if(interpreters_.begin(), interpreters_.end(),
                            [=](Interpreter* each) { return each->id == id; });
  if (found == interpreters_.end() || IsUnreachable(*found)) return request->Refuse(kGivenUp);
  (*found)->queue.push_back(request);
  auto idle = std::find_if(idle_.begin(), idle_.end(),
                           [=](Lane* lane) { return lane->interpreter.load() == *found; });
  if (idle != idle_.end()) WakeLane(*idle);
}

// Swept when half of what waits may be cancelled, so that a cancellation costs the same however
// much waits.
void Pool::OnCancelled() {
  constexpr size_t kFewest = 64;
  std::vector<Ref<Request>> swept;  // freed without the mutex
  {
    Scope scope(this);
    if (++cancelled_ < kFewest) return;
    std::vector<std::deque<Ref<Request>>*> queues = {&queue_};
    for (Lane* lane : lanes_) queues.push_back(&lane->queue);
    for (Interpreter* interpreter : interpreters_) queues.push_back(&interpreter->queue);
    size_t queued = 0;
    for (const auto* queue : queues) queued += queue->size();
    for (Lane* lane : lanes_) queued += lane->inbox ? lane->inbox->request_count() : 0;
    if (cancelled_ < queued / 2) return;
    cancelled_ = 0;
    for (auto* queue : queues) {
      std::erase_if(*queue, [&](Ref<Request>& request) {
        if (request->phase.load() != Request::Phase::kFinished) return false;
        swept.push_back(std::move(request));
        return true;
      });
    }
    for (Lane* lane : lanes_) {
      if (!lane->inbox) continue;
      const size_t before = swept.size();
      lane->inbox->SweepCancelled(&swept);
      lane->active.fetch_sub(static_cast<int>(swept.size() - before));
    }
  }
}

void Pool::WakeLane(Lane* lane) {
  std::erase(idle_, lane);
  lane->idle = false;
  lane->signalled = true;
  if (!lane->arriving) {
    lane->arriving = true;
    ++arriving_;
  }
  to_wake_.push_back(lane);
}

bool Pool::HasWork(const Lane* lane) const {
  if (!lane->queue.empty() || !queue_.empty()) return true;
  const Interpreter* interpreter = lane->interpreter.load();
  return interpreter != nullptr &&
         (!interpreter->queue.empty() || interpreter->references.has_released());
}

void Pool::BeginLooking(Lane* lane) {
  lane->looking = true;
  looking_.fetch_add(1);
}

Ref<Request> Pool::Take(Lane* lane) {
  Scope scope(this);
  if (lane->looking) {
    lane->looking = false;
    looking_.fetch_sub(1);
  }
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  std::deque<Ref<Request>>* queue = &lane->queue;
  if (queue->empty()) queue = &lane->interpreter.load()->queue;
  if (queue->empty()) queue = &queue_;
  if (queue->empty()) return nullptr;
  Ref<Request> request = std::move(queue->front());
  queue->pop_front();
  ++taken_;
  // Not behind this one, which may take long, while another lane is idle.
  if (!queue_.empty()) Staff();
  return request;
}

Ref<Request> Pool::TakeNested(Lane* lane, uint64_t host_call) {
  Scope scope(this);
  if (lane->inbox) {
    Ref<Request> request = lane->inbox->TakeNested(host_call);
    if (request) lane->active.fetch_sub(1);
    return request;
  }
  for (auto* queue : {&queue_, &lane->queue, &lane->interpreter.load()->queue}) {
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

Lane* Pool::Reserve() {
  Scope scope(this);
  Lane* chosen = nullptr;
  for (Lane* lane : lanes_) {
    if (!lane->alive || lane->ending || lane->given_up()) continue;
    if (chosen == nullptr || lane->contexts < chosen->contexts) chosen = lane;
  }
  if ((chosen == nullptr || chosen->contexts > 0) && ActiveLanes() < size_) {
    Lane* added = StartLane(InterpreterForNewLane());
    if (added != nullptr) chosen = added;
  }
  if (chosen != nullptr) ++chosen->contexts;
  return chosen;
}

void Pool::Unreserve(Lane* lane) {
  std::lock_guard lock(mutex_);
  --lane->contexts;
}

void Pool::Nudge(Interpreter* interpreter) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  for (Lane* lane : lanes_) {
    if (lane->interpreter.load() != interpreter) continue;
    if (IsAsync(kind)) return lane->inbox->Wake();
    if (lane->idle) return WakeLane(lane);
  }
}

void Pool::CollectStats(PoolStats* pool, std::vector<LaneStats>* lanes) {
  Scope scope(this);
  auto count_queued = [](const std::deque<Ref<Request>>& queue) {
    return static_cast<size_t>(
        std::count_if(queue.begin(), queue.end(), [](const Ref<Request>& request) {
          return request->phase.load() == Request::Phase::kQueued;
        }));
  };
  *pool = {kind, size_, max_size_, count_queued(queue_), 0, 0};
  for (Lane* lane : lanes_) {
    if (!lane->alive) continue;
    const Interpreter* interpreter = lane->interpreter.load();
    const bool busy = IsAsync(kind) ? lane->active.load() > 0 : lane->top.load() != nullptr;
    pool->queued += count_queued(lane->queue);
    pool->running += IsAsync(kind) ? static_cast<size_t>(lane->active.load()) : (busy ? 1 : 0);
    pool->waiting += lane->wait_depth > 0 ? 1 : 0;
    lanes->push_back({lane->id, interpreter == nullptr ? -1 : static_cast<int32_t>(interpreter->id),
                      kind, busy, lane->wait_depth > 0, lane->given_up(), lane->contexts,
                      lane->completed.load()});
  }
}

}  // namespace pyloom
