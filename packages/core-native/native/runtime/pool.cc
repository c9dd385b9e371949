#include "runtime/pool.h"

#include <algorithm>
#include <chrono>

#include "base/out_of_memory.h"
#include "base/thread.h"
#include "platform/cpu.h"
#include "runtime/async_inbox.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// A round trip costs 3 to 6 µs while the lane polls and 20 to 58 µs once both processors sleep;
// beyond 20 µs of polling nothing more was gained when calls follow each other, 50 bridges a little
// work in between.
constexpr uint64_t kPollNanoseconds = 50'000;
// A lane that slept for less than this would have been worth polling a little longer.
constexpr uint64_t kShortSleepNanoseconds = 300'000;
// How long requests may wait while every lane is busy before a spare one is started. Shorter than a
// human notices, longer than most calls.
constexpr auto kBacklogPatience = std::chrono::milliseconds(2);
constexpr size_t kWatchStackSize = size_t{1} << 18;
// How long a lane beyond the pool's size stays around.
constexpr auto kSurplusIdle = std::chrono::seconds(2);

// All pools together: on two processors one polling lane is all that is left beside the JavaScript
// thread.
std::atomic<unsigned> pollers{0};

bool BeginPolling() {
  const unsigned limit = CpuCount() - 1;
  unsigned now = pollers.load();
  while (now < limit) {
    if (pollers.compare_exchange_weak(now, now + 1)) return true;
  }
  return false;
}

}  // namespace

Pool::Scope::~Scope() {
  std::vector<Lane*> woken;
  woken.swap(pool_->to_wake_);
  pool_->mutex_.unlock();
  for (Lane* lane : woken) lane->wake.notify_one();  // lanes are never freed
}

void Pool::Configure(size_t size, size_t max_size) {
  Scope scope(this);
  size_ = std::max(size_, size);
  max_size_ = std::max({max_size_, max_size, size_});
  Staff();
}

Lane* Pool::FindLane(uint32_t id) const {
  auto found =
      std::find_if(lanes_.begin(), lanes_.end(), [id](Lane* lane) { return lane->id == id; });
  return found == lanes_.end() ? nullptr : *found;
}

void Pool::CloseUnreachable(const Ref<Request>& request) {
  auto expected = Request::Phase::kQueued;
  if (!request->phase.compare_exchange_strong(expected, Request::Phase::kFinished)) return;
  request->status = Request::Status::kClosed;
  request->environment->Post(request);
}

void Pool::Submit(const Ref<Request>* requests, size_t count) {
  Scope scope(this);
  for (size_t i = 0; i < count; ++i) {
    const Ref<Request>& request = requests[i];
    if (IsAsync(kind)) {
      SubmitToLoop(request);
      continue;
    }
    if (request->lane >= 0) {
      SubmitToLane(request);
    } else if (request->interpreter > 0) {
      Interpreter* interpreter =
          Runtime::Get().FindInterpreter(static_cast<uint32_t>(request->interpreter));
      if (interpreter == nullptr || IsUnreachable(interpreter)) {
        CloseUnreachable(request);
        continue;
      }
      interpreter->queue.push_back(request);
      auto idle = std::find_if(idle_.begin(), idle_.end(),
                               [=](Lane* lane) { return lane->interpreter.load() == interpreter; });
      if (idle != idle_.end()) WakeLane(*idle);
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
    CloseUnreachable(request);
  } else if (lane->stuck != Lane::Stuck::kLeavesGil) {
    lane->queue.push_back(request);
    if (lane->idle) WakeLane(lane);
  } else if (HasOwnInterpreters(kind)) {
    lane->interpreter.load()->queue.push_back(request);
  } else {
    queue_.push_back(request);
  }
}

bool Pool::IsUnreachable(const Interpreter* interpreter) const {
  return std::any_of(lanes_.begin(), lanes_.end(), [=](Lane* lane) {
    return lane->stuck == Lane::Stuck::kForGood && lane->interpreter.load() == interpreter;
  });
}

void Pool::SubmitAgain(Lane* lane) {
  std::deque<Ref<Request>> bound;
  bound.swap(lane->queue);
  for (const auto& request : bound) SubmitToLane(request);
}

// Coroutines run side by side on one loop: the loop with the fewest gets the next.
void Pool::SubmitToLoop(const Ref<Request>& request) {
  Lane* chosen = nullptr;
  if (request->lane >= 0) {
    chosen = FindLane(static_cast<uint32_t>(request->lane));
  } else {
    chosen = ChooseLoop(*request, false);
    Lane* const blocked = chosen == nullptr ? ChooseLoop(*request, true) : nullptr;
    const bool bound = request->interpreter >= 0 && HasOwnInterpreters(kind);
    const bool wanted = bound ? blocked != nullptr
                              : (chosen == nullptr || chosen->active > 0) && ActiveLanes() < size_;
    if (wanted && AliveLanes() < max_size_) {
      Lane* added = StartLane(bound ? blocked->interpreter.load() : InterpreterForNewLane());
      if (added != nullptr) chosen = added;
    }
    if (chosen == nullptr && blocked != nullptr) {
      Runtime::Get().WarnStuck(kind, max_size_, 1);
      chosen = blocked;
    }
  }
  if (chosen == nullptr) return CloseUnreachable(request);
  chosen->active.fetch_add(1);
  chosen->inbox->Push(request);
}

Lane* Pool::ChooseLoop(const Request& request, bool blocked_too) const {
  Lane* chosen = nullptr;
  for (Lane* lane : lanes_) {
    const Interpreter* interpreter = lane->interpreter.load();
    if (!lane->alive || lane->ending || lane->given_up()) continue;
    if (lane->wait_depth > 0 && !blocked_too) continue;
    if (request.interpreter >= 0 &&
        (interpreter == nullptr || interpreter->id != static_cast<uint32_t>(request.interpreter)))
      continue;
    if (chosen == nullptr || lane->active < chosen->active) chosen = lane;
  }
  return chosen;
}

void Pool::Redistribute(Lane* lane) {
  for (const auto& request : lane->inbox->TakeRequests()) {
    lane->active.fetch_sub(1);
    SubmitToLoop(request);
  }
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
  Lane* lane = Runtime::Get().NewLane(this);
  lanes_.push_back(lane);
  return lane;
}

Interpreter* Pool::InterpreterForNewLane() {
  if (!HasOwnInterpreters(kind)) return Runtime::Get().main_interpreter();
  // A lane that waits (or is stuck where the GIL is free) leaves its interpreter to another thread:
  // 20 µs instead of 10 ms.
  for (Lane* lane : lanes_) {
    Interpreter* interpreter = lane->interpreter.load();
    if (interpreter != nullptr && interpreter->active_lanes == 0) return interpreter;
  }
  return nullptr;
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

// Requests that wait for a lane of an interpreter whose lanes all wait themselves, or have ended.
void Pool::StaffInterpreters() {
  if (!HasOwnInterpreters(kind)) return;
  // Starting a lane can lengthen the list.
  const std::vector<Lane*> lanes = lanes_;
  for (Lane* lane : lanes) {
    Interpreter* interpreter = lane->interpreter.load();
    if (interpreter == nullptr || interpreter->queue.empty() || interpreter->active_lanes > 0)
      continue;
    if (AliveLanes() >= max_size_) return Runtime::Get().WarnStuck(kind, max_size_, 1);
    StartLane(interpreter);
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
  if (ActiveLanes() < Capacity() && alive < max_size_) {
    if (StartLane(InterpreterForNewLane()) != nullptr || alive > 0) return;
    // Not even a first thread: nobody will ever come for these.
    std::deque<Ref<Request>> lost;
    lost.swap(queue_);
    for (const auto& request : lost) CloseUnreachable(request);
    return;
  }
  if (ActiveLanes() == 0 && alive >= max_size_)
    Runtime::Get().WarnStuck(kind, max_size_, queue_.size());
  if (!watching_ && MayStartSpare()) BeginWatch();
}

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
    // On the system clock, as in WaitForWork; nobody cuts it short.
    const auto end = std::chrono::system_clock::now() + kBacklogPatience;
    while (backlog_.wait_until(lock, end) != std::cv_status::timeout) {
    }
    if (Runtime::Get().exiting()) return;
    if (queue_.empty() || !MayStartSpare()) {
      watching_ = false;  // the next request that has to wait begins anew
    } else if (taken_ == taken && arriving_ == 0 && idle_.empty()) {
      StartLane(Runtime::Get().main_interpreter());
    }
  }
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

bool Pool::WaitForWork(Lane* lane) {
  std::unique_lock lock(mutex_, std::defer_lock);
  LockBriefly(lock);
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  if (HasWork(lane)) return true;
  if (poller_ == nullptr && polling_.Pays() && BeginPolling()) {
    poller_ = lane;
    const uint32_t seen = pushes_.load(std::memory_order_acquire);
    lock.unlock();
    const bool pushed =
        PollFor(kPollNanoseconds, [&] { return pushes_.load(std::memory_order_acquire) != seen; });
    LockBriefly(lock);
    poller_ = nullptr;
    pollers.fetch_sub(1);
    polling_.Polled(pushed);
    if (HasWork(lane)) return true;
  }
  idle_.push_back(lane);
  lane->idle = true;
  lane->signalled = false;
  const uint64_t slept_from = NowNanoseconds();
  while (!lane->signalled) {
    // On the system clock: a steady one is pthread_cond_clockwait, which ThreadSanitizer of GCC 12
    // does not know.
    const bool timed_out = lane->wake.wait_until(lock, std::chrono::system_clock::now() +
                                                           kSurplusIdle) == std::cv_status::timeout;
    if (timed_out && !lane->signalled && ActiveLanes() > Capacity() && lane->contexts == 0) {
      std::erase(idle_, lane);
      lane->idle = false;
      lane->ending = true;
      --lane->interpreter.load()->active_lanes;
      return false;
    }
  }
  if (NowNanoseconds() - slept_from < kShortSleepNanoseconds) polling_.SleptBriefly();
  return true;
}

void Pool::OnStarted(Lane* lane, Interpreter* interpreter) {
  Scope scope(this);
  lane->interpreter.store(interpreter);
  ++interpreter->active_lanes;
}

void Pool::OnStartFailed(Lane* lane) {
  Scope scope(this);
  lane->alive = false;
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  // Nobody else will come for what waits here.
  if (ActiveLanes() > 0) return;
  std::deque<Ref<Request>> lost;
  lost.swap(queue_);
  for (auto& request : lane->queue) lost.push_back(request);
  lane->queue.clear();
  for (const auto& request : lost) CloseUnreachable(request);
}

void Pool::OnEnded(Lane* lane) {
  Scope scope(this);
  lane->alive = false;
  lane->ending = false;
}

void Pool::OnWait(Lane* lane, bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  Interpreter* interpreter = lane->interpreter.load();
  if (!waiting) {
    if (--lane->wait_depth == 0 && !lane->given_up()) ++interpreter->active_lanes;
    return;
  }
  if (lane->looking) {
    // What a finaliser asks of JavaScript may take long: others have to look instead.
    lane->looking = false;
    looking_.fetch_sub(1);
  }
  if (lane->wait_depth++ > 0) return;
  if (!lane->given_up()) --interpreter->active_lanes;
  IsAsync(kind) ? Redistribute(lane) : Staff();
}

void Pool::OnThreadWait(bool waiting) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  if (!waiting) {
    --waiting_threads_;
    return;
  }
  ++waiting_threads_;
  Staff();
}

Ref<Request> Pool::TakeNested(Lane* lane, uint64_t host_call) {
  Scope scope(this);
  if (IsAsync(kind)) {
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

void Pool::GiveUp(Lane* lane, const Request& request, Lane::Stuck stuck) {
  Scope scope(this);
  // It may have come back meanwhile: the lane sets the phase first and then asks for the mutex, in
  // TakeBack.
  if (lane->wait_depth > 0 || request.phase.load() == Request::Phase::kFinished) return;
  if (lane->stuck == stuck || lane->stuck == Lane::Stuck::kLeavesGil) return;
  if (!lane->given_up()) max_size_ = std::max(max_size_, lanes_.size() + 1);
  // Only where the GIL is free another lane can take its place in the interpreter.
  if (stuck == Lane::Stuck::kLeavesGil) --lane->interpreter.load()->active_lanes;
  lane->stuck = stuck;
  if (lane->arriving) {
    lane->arriving = false;
    --arriving_;
  }
  SubmitAgain(lane);
  if (stuck == Lane::Stuck::kForGood) {
    std::deque<Ref<Request>> lost;
    lost.swap(lane->interpreter.load()->queue);
    for (const auto& each : lost) CloseUnreachable(each);
  }
  Staff();
}

void Pool::TakeBack(Lane* lane) {
  Scope scope(this);
  if (!lane->given_up()) return;
  lane->stuck = Lane::Stuck::kNot;
  Interpreter* interpreter = lane->interpreter.load();
  // Counted anew: whether the interpreter was counted out depends on how the lane was given up.
  interpreter->active_lanes =
      static_cast<int>(std::count_if(lanes_.begin(), lanes_.end(), [=](Lane* other) {
        return other->alive && !other->given_up() && other->wait_depth == 0 &&
               other->interpreter.load() == interpreter;
      }));
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
