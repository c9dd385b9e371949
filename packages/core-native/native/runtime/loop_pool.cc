#include "runtime/loop_pool.h"

#include <algorithm>

#include "base/out_of_memory.h"
#include "runtime/function_key.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

bool IsUsable(const LoopLane& lane) { return lane.alive && !lane.given_up(); }

constexpr const char* kMain = "__main__";

// 'a' of 'a.b.c'. What the glue is asked for belongs to __main__.
std::string PackageOf(const Request& request) {
  const std::string& module = request.route_key->module;
  std::string package = module.substr(0, module.find('.'));
  return package == "pyloom" ? kMain : package;
}

}  // namespace

// ---------------------------------------------------------------------------------------- Requests

void LoopPool::Submit(const Ref<Request>* requests, size_t count) {
  Scope scope(this);
  for (size_t i = 0; i < count; ++i) SubmitToLoop(requests[i]);
}

void LoopPool::SubmitToLoop(const Ref<Request>& request) {
  LoopLane* chosen = LoopFor(*request);
  if (chosen == nullptr)
    return request->Refuse("There is no event loop for this call, nor a thread for one");
  chosen->active.fetch_add(1);
  chosen->inbox->Push(request);
}

std::vector<Ref<Request>> LoopPool::TakeFrom(PooledLane* lane) {
  std::erase_if(loop_of_package_, [=](const auto& each) { return each.second == lane; });
  LoopLane* const loop = FindLoop(lane->id);
  std::vector<Ref<Request>> taken = loop->inbox->TakeRequests();
  loop->active.fetch_sub(static_cast<int>(taken.size()));
  return taken;
}

void LoopPool::OnStuck(PooledLane* lane, const Request& request, PooledLane::Stuck stuck) {
  Scope scope(this);
  // It may have come back meanwhile.
  if (request.phase.load() == Request::Phase::kFinished) return;
  if (lane->stuck == stuck || lane->stuck == PooledLane::Stuck::kLeavesGil) return;
  if (stuck == PooledLane::Stuck::kLeavesGil) --lane->place->active_lanes;
  lane->stuck = stuck;
  for (const auto& waiting : TakeFrom(lane)) SubmitToLoop(waiting);
}

void LoopPool::RefuseWaiting(PooledLane* lane, std::string_view why) {
  for (const auto& request : TakeFrom(lane)) request->Refuse(why);
}

Ref<Request> LoopPool::TakeNested(ThreadLane* lane, uint64_t host_call) {
  LoopLane* const loop = lane->loop();
  if (loop == nullptr) return nullptr;
  Ref<Request> request = loop->inbox->TakeNested(host_call);
  if (request) loop->active.fetch_sub(1);
  return request;
}

size_t LoopPool::CountQueued() const {
  size_t queued = 0;
  for (const LoopLane* loop : loops_) queued += loop->inbox->request_count();
  return queued;
}

void LoopPool::SweepCancelled(std::vector<Ref<Request>>* swept) {
  for (LoopLane* loop : loops_) {
    const size_t before = swept->size();
    loop->inbox->SweepCancelled(swept);
    loop->active.fetch_sub(static_cast<int>(swept->size() - before));
  }
}

void LoopPool::Nudge(const Interpreter* interpreter) noexcept {
  const AllocationsMayFail vital(false);
  Scope scope(this);
  auto found = std::find_if(loops_.begin(), loops_.end(), [=](const LoopLane* loop) {
    return loop->interpreter.load() == interpreter;
  });
  if (found != loops_.end()) (*found)->inbox->Wake();
}

// ------------------------------------------------------------------------------------- Which loop

bool LoopPool::HasFreePlaceFor(const Request& request) {
  Scope scope(this);
  const LoopLane* loop = LoopFor(request);
  return loop != nullptr && loop->wait_depth == 0;
}

LoopLane* LoopPool::FindLoop(uint32_t id) const {
  auto found = std::find_if(loops_.begin(), loops_.end(),
                            [=](const LoopLane* loop) { return loop->id == id; });
  return found == loops_.end() ? nullptr : *found;
}

// A loop that a coroutine blocks (in a call of JavaScript that is not awaited) keeps what is its
// own: another loop would be no place for it, as its locks and sessions are bound to this one.
LoopLane* LoopPool::LoopFor(const Request& request) {
  for (const int32_t id : {request.lane, request.loop}) {
    if (id < 0) continue;
    LoopLane* loop = FindLoop(static_cast<uint32_t>(id));
    if (loop != nullptr && IsUsable(*loop)) return loop;
    if (id == request.lane) return nullptr;
  }
  if (request.interpreter >= 0 && HasOwnInterpreters(kind)) {
    Place* place = FindPlace(static_cast<uint32_t>(request.interpreter));
    return place == nullptr || IsUnreachable(place) ? nullptr : LoopIn(place);
  }
  return LoopOfPackage(PackageOf(request));
}

LoopLane* LoopPool::LoopOfPackage(const std::string& package) {
  auto known = loop_of_package_.find(package);
  if (known != loop_of_package_.end()) return known->second;
  LoopLane* loop = LeastLoadedLoop();
  if (loop != nullptr) loop_of_package_.emplace(package, loop);
  return loop;
}

int32_t LoopPool::LoopOfAwaited(const std::string& package) {
  Scope scope(this);
  auto known = loop_of_package_.find(package);
  LoopLane* loop = known != loop_of_package_.end() ? known->second : LoopOfPackage(kMain);
  if (loop == nullptr) return -1;
  loop_of_package_.emplace(package, loop);
  return static_cast<int32_t>(loop->id);
}

LoopLane* LoopPool::LoopIn(Place* place) {
  auto found = std::find_if(loops_.begin(), loops_.end(), [=](const LoopLane* loop) {
    return IsUsable(*loop) && loop->place == place;
  });
  return found == loops_.end() ? StartLoop(place) : *found;
}

// For the first coroutine of a package: of as many loops as the pool is to have the one with the
// fewest packages, and of these with the fewest coroutines.
LoopLane* LoopPool::LeastLoadedLoop() {
  auto load = [this](const LoopLane* loop) {
    const auto packages = std::count_if(loop_of_package_.begin(), loop_of_package_.end(),
                                        [=](const auto& each) { return each.second == loop; });
    return std::pair(packages, loop->active.load());
  };
  LoopLane* chosen = nullptr;
  size_t usable = 0;
  for (LoopLane* loop : loops_) {
    if (!IsUsable(*loop)) continue;
    ++usable;
    if (chosen == nullptr || load(loop) < load(chosen)) chosen = loop;
  }
  if (chosen != nullptr && (load(chosen).first == 0 || usable >= size_)) return chosen;
  if (size_ == 0) return chosen;
  LoopLane* added = StartLoop(PlaceForNewLane());
  return added == nullptr ? chosen : added;
}

PooledLane* LoopPool::NewLane() {
  loops_.push_back(runtime.lanes.Make<LoopLane>(*this));
  return loops_.back();
}

LoopLane* LoopPool::StartLoop(Place* place) {
  PooledLane* started = StartLane(place);
  return started == nullptr ? nullptr : FindLoop(started->id);
}

}  // namespace pyloom
