// Which lanes a pool has: starting, replacing and ending them.

#include <algorithm>
#include <chrono>

#include "base/out_of_memory.h"
#include "base/thread.h"
#include "runtime/async_inbox.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// How long requests may wait while every lane is busy before a spare one is started. Shorter than a
// human notices, longer than most calls.
constexpr auto kBacklogPatience = std::chrono::milliseconds(2);
constexpr size_t kWatchStackSize = size_t{1} << 18;

constexpr std::string_view kNoThread =
    "The system refuses the thread that this call needs to run on";

}  // namespace

void Pool::Configure(size_t size, size_t max_size) {
  Scope scope(this);
  size_ = std::max(size_, size);
  open_.store(size_ > 0);
  max_size_ = std::max({max_size_, max_size, size_});
  Staff();
}

size_t Pool::ActiveLanes() const {
  return static_cast<size_t>(std::count_if(lanes_.begin(), lanes_.end(), [](Lane* lane) {
    return lane->alive && !lane->ending && !lane->given_up() && lane->wait_depth == 0;
  }));
}

size_t Pool::AliveLanes() const {
  return static_cast<size_t>(
      std::count_if(lanes_.begin(), lanes_.end(), [](Lane* lane) { return lane->alive; }));
}

bool Pool::HasLaneIn(const Interpreter* interpreter) const {
  return std::any_of(lanes_.begin(), lanes_.end(), [=](Lane* lane) {
    return lane->alive && lane->interpreter.load() == interpreter;
  });
}

Lane* Pool::StartLane(Interpreter* interpreter) {
  Lane* lane = AddLane();
  if (!IsAsync(kind)) {
    // Counted as on its way, so that no second lane is started for the same request.
    lane->arriving = true;
    ++arriving_;
  }
  if (lane->Start(interpreter)) return lane;
  if (lane->arriving) --arriving_;
  lane->arriving = false;
  return nullptr;
}

Lane* Pool::AddLane() {
  auto ended = std::find_if(lanes_.begin(), lanes_.end(), [](Lane* lane) { return !lane->alive; });
  if (ended != lanes_.end()) return *ended;
  Lane* lane = Runtime::Get().NewLane(this, Lane::Role::kPool);
  lanes_.push_back(lane);
  return lane;
}

Interpreter* Pool::InterpreterForNewLane() {
  if (!HasOwnInterpreters(kind)) return Runtime::Get().main_interpreter();
  // One whose lanes wait (or are stuck where the GIL is free), or have ended, is had in 20 µs
  // instead of 10 ms.
  auto free = std::find_if(interpreters_.begin(), interpreters_.end(), [this](Interpreter* each) {
    return each->active_lanes == 0 && each->introduced && !IsUnreachable(each);
  });
  return free == interpreters_.end() ? nullptr : *free;
}

// Requests that wait for a lane of an interpreter whose lanes all wait themselves, or have ended.
void Pool::StaffInterpreters() {
  for (Interpreter* interpreter : interpreters_) {
    if (interpreter->queue.empty() || interpreter->active_lanes > 0) continue;
    if (AliveLanes() >= max_size_ && HasLaneIn(interpreter))
      return Runtime::Get().WarnStuck(kind, max_size_, 1);
    // One that has no lane at all gets one beyond the pool's size: nobody else could come.
    if (StartLane(interpreter) == nullptr && !HasLaneIn(interpreter))
      RefuseAll(interpreter->queue, kNoThread);
  }
}

void Pool::Staff() {
  StaffInterpreters();
  if (queue_.empty()) return;
  // One lane at a time is on its way; when it has taken its request it sees to the next.
  const size_t on_the_way = arriving_ + (poller_ != nullptr ? 1 : 0) + looking_.load();
  if (on_the_way >= queue_.size() || arriving_ > 0) return;
  if (!idle_.empty()) return WakeLane(idle_.back());
  const size_t alive = AliveLanes();
  if (max_size_ == 0) return RefuseWaiting("No client has opened the pool that this call is for");
  if (ActiveLanes() < Capacity() && alive < max_size_) {
    if (StartLane(InterpreterForNewLane()) == nullptr && alive == 0) RefuseWaiting(kNoThread);
    return;
  }
  if (ActiveLanes() == 0 && alive >= max_size_)
    Runtime::Get().WarnStuck(kind, max_size_, queue_.size());
  if (!watching_ && MayStartSpare()) BeginWatch();
}

void Pool::RefuseWaiting(std::string_view why) { RefuseAll(queue_, why); }

bool Pool::MayStartSpare() const {
  return !HasOwnInterpreters(kind) && !py.free_threaded && ActiveLanes() < Capacity() + size_ &&
         AliveLanes() < max_size_;
}

void Pool::BeginWatch() {
  // Without a thread for it, requests wait for a lane of the pool's size.
  if (!has_watch_) has_watch_ = StartThread(kWatchStackSize, [this] { WatchBacklog(); });
  if (!has_watch_) return;
  watching_ = true;
  backlog_.notify_one();
}

void Pool::WatchBacklog() {
  std::unique_lock lock(mutex_);
  for (;;) {
    backlog_.wait(lock, [this] { return watching_; });
    const uint64_t taken = taken_;
    backlog_.wait_for(lock, kBacklogPatience, [] { return false; });  // nobody cuts it short
    if (Runtime::Get().exiting()) return;
    if (queue_.empty() || !MayStartSpare()) {
      watching_ = false;  // the next request that has to wait begins anew
    } else if (taken_ == taken && arriving_ == 0 && idle_.empty()) {
      StartLane(Runtime::Get().main_interpreter());
    }
  }
}

bool Pool::Replace(Lane* lane) {
  Scope scope(this);
  if (lane->contexts > 0 || !lane->queue.empty()) return false;
  if (StartLane(lane->interpreter.load()) == nullptr) return false;
  if (lane->looking) {
    lane->looking = false;
    looking_.fetch_sub(1);
  }
  lane->ending = true;
  --lane->interpreter.load()->active_lanes;
  return true;
}

void Pool::OnStarted(Lane* lane, Interpreter* interpreter) {
  Scope scope(this);
  interpreters_.push_back(interpreter);
  lane->interpreter.store(interpreter);
  ++interpreter->active_lanes;
}

void Pool::OnIntroduced(Interpreter* interpreter) {
  Scope scope(this);
  interpreter->introduced = true;
}

void Pool::OnStartFailed(Lane* lane) {
  Scope scope(this);
  lane->alive = false;
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  constexpr std::string_view kFailed =
      "The interpreter that this call was to run in could not be made; a warning says why";
  RefuseAll(lane->queue, kFailed);
  if (lane->inbox) {
    std::erase_if(loop_of_package_, [=](const auto& each) { return each.second == lane; });
    for (const auto& request : lane->inbox->TakeRequests()) {
      lane->active.fetch_sub(1);
      request->Refuse(kFailed);
    }
  }
  if (ActiveLanes() == 0) RefuseWaiting(kFailed);
}

void Pool::OnEnded(Lane* lane) {
  Scope scope(this);
  lane->alive = false;
  lane->ending = false;
}

}  // namespace pyloom
