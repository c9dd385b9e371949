#include "runtime/thread_pool.h"

#include <algorithm>

#include "base/out_of_memory.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

ThreadPool::Scope::~Scope() {
  std::vector<SteadyCondition*> woken;
  woken.swap(pool_->to_wake_);
  pool_->mutex_.unlock();
  for (SteadyCondition* each : woken) each->notify_one();  // lanes are never freed
}

void ThreadPool::Configure(size_t size, size_t max_size) {
  Scope scope(this);
  size_ = std::max(size_, size);
  open_.store(size_ > 0);
  max_size_ = std::max({max_size_, max_size, size_});
  Staff();
}

// ------------------------------------------------------------------------------------ Lanes,
// places

size_t ThreadPool::ActiveLanes() const {
  return static_cast<size_t>(std::count_if(lanes_.begin(), lanes_.end(), [](PooledLane* lane) {
    return lane->alive && !lane->ending && !lane->given_up() && lane->wait_depth == 0;
  }));
}

size_t ThreadPool::AliveLanes() const {
  return static_cast<size_t>(
      std::count_if(lanes_.begin(), lanes_.end(), [](PooledLane* lane) { return lane->alive; }));
}

bool ThreadPool::HasLaneIn(const Place* place) const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [=](PooledLane* lane) { return lane->alive && lane->place == place; });
}

bool ThreadPool::IsUnreachable(const Place* place) const {
  return std::any_of(lanes_.begin(), lanes_.end(), [=](PooledLane* lane) {
    return lane->stuck == PooledLane::Stuck::kForGood && lane->place == place;
  });
}

Place* ThreadPool::FindPlace(uint32_t interpreter) {
  auto found = std::find_if(places_.begin(), places_.end(),
                            [=](const Place& each) { return each.interpreter->id == interpreter; });
  return found == places_.end() ? nullptr : &*found;
}

Place* ThreadPool::MainPlace() {
  if (places_.empty()) places_.push_back({runtime.main_interpreter(), true});
  return &places_.front();
}

Place* ThreadPool::PlaceForNewLane() {
  if (!HasOwnInterpreters(kind)) return MainPlace();
  // One whose lanes wait (or are stuck where the GIL is free), or have ended, is had in 20 µs
  // instead of 10 ms.
  auto free = std::find_if(places_.begin(), places_.end(), [this](const Place& each) {
    return each.active_lanes == 0 && each.introduced && !IsUnreachable(&each);
  });
  return free == places_.end() ? nullptr : &*free;
}

PooledLane* ThreadPool::AddLane() {
  auto ended =
      std::find_if(lanes_.begin(), lanes_.end(), [](PooledLane* lane) { return !lane->alive; });
  if (ended != lanes_.end()) return *ended;
  lanes_.push_back(NewLane());
  return lanes_.back();
}

PooledLane* ThreadPool::StartLane(Place* place) {
  PooledLane* lane = AddLane();
  BeforeStart(lane);
  if (lane->Start(place)) return lane;
  AfterFailedStart(lane);
  return nullptr;
}

void ThreadPool::OnStarted(PooledLane* lane, Interpreter* interpreter) {
  Scope scope(this);
  places_.push_back({interpreter, false});
  lane->place = &places_.back();
  lane->interpreter.store(interpreter);
  ++lane->place->active_lanes;
}

void ThreadPool::OnIntroduced(PooledLane* lane) {
  Scope scope(this);
  lane->place->introduced = true;
}

void ThreadPool::OnStartFailed(PooledLane* lane) {
  Scope scope(this);
  lane->alive = false;
  AfterFailedStart(lane);
  RefuseWaiting(lane,
                "The interpreter that this call was to run in could not be made; a warning says "
                "why");
}

void ThreadPool::OnEnded(PooledLane* lane) {
  Scope scope(this);
  lane->alive = false;
  lane->ending = false;
}

// ------------------------------------------------------------------------------------------- Waits

void ThreadPool::OnWait(PooledLane* lane, bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  if (!waiting) {
    if (--lane->wait_depth == 0 && !lane->given_up()) ++lane->place->active_lanes;
    return;
  }
  if (lane->wait_depth++ > 0) return;
  if (!lane->given_up()) --lane->place->active_lanes;
  Staff();
}

void ThreadPool::OnUnstuck(PooledLane* lane) {
  Scope scope(this);
  if (!lane->given_up()) return;
  lane->stuck = PooledLane::Stuck::kNot;
  // Counted anew: whether the interpreter was counted out depends on how the lane was given up.
  lane->place->active_lanes =
      static_cast<int>(std::count_if(lanes_.begin(), lanes_.end(), [=](PooledLane* other) {
        return other->alive && !other->given_up() && other->wait_depth == 0 &&
               other->place == lane->place;
      }));
}

// ---------------------------------------------------------------------------------------- Contexts

Lane* ThreadPool::Reserve() {
  Scope scope(this);
  PooledLane* chosen = nullptr;
  for (PooledLane* lane : lanes_) {
    if (!lane->alive || lane->ending || lane->given_up()) continue;
    if (chosen == nullptr || lane->contexts < chosen->contexts) chosen = lane;
  }
  if ((chosen == nullptr || chosen->contexts > 0) && ActiveLanes() < size_) {
    PooledLane* added = StartLane(PlaceForNewLane());
    if (added != nullptr) chosen = added;
  }
  if (chosen != nullptr) ++chosen->contexts;
  return chosen;
}

void ThreadPool::Unreserve(Lane* lane) {
  std::lock_guard lock(mutex_);
  --lane->contexts;
}

// ---------------------------------------------------------------------------------------- Requests

void ThreadPool::RefuseAll(std::deque<Ref<Request>>& requests, std::string_view why) {
  std::deque<Ref<Request>> refused;
  refused.swap(requests);
  for (const auto& request : refused) request->Refuse(why);
}

void ThreadPool::Sweep(std::deque<Ref<Request>>& requests, std::vector<Ref<Request>>* swept) {
  std::erase_if(requests, [&](Ref<Request>& request) {
    if (request->phase.load() != Request::Phase::kFinished) return false;
    swept->push_back(std::move(request));
    return true;
  });
}

// Swept when half of what waits may be cancelled, so that a cancellation costs the same however
// much waits.
void ThreadPool::OnCancelled() {
  constexpr size_t kFewest = 64;
  std::vector<Ref<Request>> swept;  // freed without the mutex
  {
    Scope scope(this);
    ++cancelled_;
    if (cancelled_ < kFewest || cancelled_ < CountQueued() / 2) return;
    cancelled_ = 0;
    SweepCancelled(&swept);
  }
}

void ThreadPool::CollectStats(PoolStats* pool, std::vector<LaneStats>* lanes) {
  Scope scope(this);
  *pool = {kind, size_, max_size_, CountWaiting(), 0, 0};
  for (PooledLane* lane : lanes_) {
    if (!lane->alive) continue;
    const size_t running = lane->running();
    const int32_t interpreter =
        lane->place == nullptr ? -1 : static_cast<int32_t>(lane->place->interpreter->id);
    pool->running += running;
    pool->waiting += lane->wait_depth > 0 ? 1 : 0;
    lanes->push_back({lane->id, interpreter, kind, running > 0, lane->wait_depth > 0,
                      lane->given_up(), lane->contexts, lane->completed.load()});
  }
}

}  // namespace pyloom
