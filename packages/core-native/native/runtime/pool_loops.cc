// Pools of event loops: coroutines run side by side on one loop, and all those of a package on the
// same one.

#include <algorithm>

#include "runtime/async_inbox.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

bool IsUsable(const Lane& lane) { return lane.alive && !lane.given_up(); }

constexpr const char* kMain = "__main__";

// 'a' of 'a.b.c'. What the glue is asked for belongs to __main__.
std::string PackageOf(const Request& request) {
  const std::string& module = request.route_key->module;
  std::string package = module.substr(0, module.find('.'));
  return package == "pyloom" ? kMain : package;
}

}  // namespace

void Pool::SubmitToLoop(const Ref<Request>& request) {
  Lane* chosen = LoopFor(*request);
  if (chosen == nullptr)
    return request->Refuse("There is no event loop for this call, nor a thread for one");
  chosen->active.fetch_add(1);
  chosen->inbox->Push(request);
}

void Pool::GiveUpLoop(Lane* lane, const Request& request, Lane::Stuck stuck) {
  Scope scope(this);
  if (lane->given_up() || request.phase.load() == Request::Phase::kFinished) return;
  if (stuck == Lane::Stuck::kLeavesGil) --lane->interpreter.load()->active_lanes;
  lane->stuck = stuck;
  std::erase_if(loop_of_package_, [=](const auto& each) { return each.second == lane; });
  for (const auto& waiting : lane->inbox->TakeRequests()) {
    lane->active.fetch_sub(1);
    SubmitToLoop(waiting);
  }
}

bool Pool::HasFreeLoop(const Request& request) {
  Scope scope(this);
  const Lane* loop = LoopFor(request);
  return loop != nullptr && loop->wait_depth == 0;
}

// A loop that a coroutine blocks (in a call of JavaScript that is not awaited) keeps what is its
// own: another loop would be no place for it, as its locks and sessions are bound to this one.
Lane* Pool::LoopFor(const Request& request) {
  for (const int32_t id : {request.lane, request.loop}) {
    if (id < 0) continue;
    Lane* lane = FindLane(static_cast<uint32_t>(id));
    if (lane != nullptr && IsUsable(*lane)) return lane;
    if (id == request.lane) return nullptr;
  }
  if (request.interpreter >= 0 && HasOwnInterpreters(kind)) {
    auto found = std::find_if(interpreters_.begin(), interpreters_.end(), [&](Interpreter* each) {
      return each->id == static_cast<uint32_t>(request.interpreter);
    });
    return found == interpreters_.end() || IsUnreachable(*found) ? nullptr : LoopIn(*found);
  }
  return LoopOfPackage(PackageOf(request));
}

Lane* Pool::LoopOfPackage(const std::string& package) {
  auto known = loop_of_package_.find(package);
  if (known != loop_of_package_.end()) return known->second;
  Lane* loop = LeastLoadedLoop();
  if (loop != nullptr) loop_of_package_.emplace(package, loop);
  return loop;
}

int32_t Pool::LoopOfAwaited(const std::string& package) {
  Scope scope(this);
  auto known = loop_of_package_.find(package);
  Lane* loop = known != loop_of_package_.end() ? known->second : LoopOfPackage(kMain);
  if (loop == nullptr) return -1;
  loop_of_package_.emplace(package, loop);
  return static_cast<int32_t>(loop->id);
}

Lane* Pool::LoopIn(Interpreter* interpreter) {
  auto found = std::find_if(lanes_.begin(), lanes_.end(), [=](Lane* lane) {
    return IsUsable(*lane) && lane->interpreter.load() == interpreter;
  });
  return found == lanes_.end() ? StartLane(interpreter) : *found;
}

// For the first coroutine of a package: of as many loops as the pool is to have the one with the
// fewest packages, and of these with the fewest coroutines.
Lane* Pool::LeastLoadedLoop() {
  auto load = [this](const Lane* lane) {
    const auto packages = std::count_if(loop_of_package_.begin(), loop_of_package_.end(),
                                        [=](const auto& each) { return each.second == lane; });
    return std::pair(packages, static_cast<int>(lane->active));
  };
  Lane* chosen = nullptr;
  size_t loops = 0;
  for (Lane* lane : lanes_) {
    if (!IsUsable(*lane)) continue;
    ++loops;
    if (chosen == nullptr || load(lane) < load(chosen)) chosen = lane;
  }
  if (chosen != nullptr && (load(chosen).first == 0 || loops >= size_)) return chosen;
  if (size_ == 0) return chosen;
  Lane* added = StartLane(InterpreterForNewLane());
  return added == nullptr ? chosen : added;
}

}  // namespace pyloom
