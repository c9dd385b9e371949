#include "runtime/stuck_lane_watch.h"

#include <algorithm>
#include <chrono>

#include "base/thread.h"
#include "platform/cpu.h"
#include "runtime/interrupter.h"
#include "runtime/lane.h"
#include "runtime/pool.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
// Many switch intervals of a shared GIL, and room for a loaded machine.
constexpr uint64_t kPatience = 100'000'000;
// A busy machine can keep the interrupter from a GIL that is free for hundreds of milliseconds;
// what is bound to a lane that keeps its GIL is refused only after this.
constexpr uint64_t kGilPatience = 5'000'000'000;
// Coroutines that are lost with a loop cost more than a lane: it is interrupted some times first.
constexpr uint64_t kLoopPatience = 1'000'000'000;
}  // namespace

void StuckLaneWatch::Watch(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  const uint64_t now = NowNanoseconds();
  entries_.emplace(now + kPatience, Entry{std::move(request), now});
  if (!started_) started_ = StartThread(size_t{1} << 18, [this] { Main(); });
  changed_.notify_one();
}

void StuckLaneWatch::Main() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !entries_.empty(); });
    const uint64_t now = NowNanoseconds();
    const uint64_t due = entries_.begin()->first;
    if (due > now) {
      changed_.wait_for(lock, std::chrono::nanoseconds(due - now));
      continue;
    }
    auto node = entries_.extract(entries_.begin());
    lock.unlock();
    const bool again = Look(node.mapped());
    if (again) {
      // Less and less often: it may wait for something nested, or never end.
      node.key() = NowNanoseconds() + std::max(kPatience, (now - node.mapped().since) / 4);
    } else {
      node.mapped().request = nullptr;  // not under the mutex
    }
    lock.lock();
    if (again) entries_.insert(std::move(node));
  }
}

// An asyncio lane has other tasks: it is given up only when this one keeps the loop from them.
bool StuckLaneWatch::LookAtLoop(const Entry& entry, Lane* lane) {
  const uint64_t now = NowNanoseconds();
  if (entry.request->blocks_loop.load()) {
    if (now - entry.since < kLoopPatience) return true;
    lane->pool->GiveUpLoop(lane, *entry.request, Lane::Stuck::kLeavesGil);
    return false;
  }
  const bool keeps_gil = lane->interpreter.load()->interrupter->last_attached() <= entry.since;
  if (!keeps_gil || now - entry.since < kGilPatience) return true;
  lane->pool->GiveUpLoop(lane, *entry.request, Lane::Stuck::kForGood);
  return false;
}

bool StuckLaneWatch::Look(const Entry& entry) {
  if (entry.request->phase.load() == Request::Phase::kFinished) return false;
  Lane* lane = entry.request->runner.load();
  if (lane == nullptr || lane->role == Lane::Role::kKeeper) return false;
  if (lane->inbox && lane->top.load() != entry.request.get()) return LookAtLoop(entry, lane);
  // Something nested runs on top of it, or it waits and is told by its host call.
  if (lane->top.load() != entry.request.get() || lane->waiting.load()) return true;
  Lane::Stuck stuck = Lane::Stuck::kKeepsGil;
  // Whoever interrupts has had the GIL since: the code waits without it, and others can run there.
  if (lane->interpreter.load()->interrupter->last_attached() > entry.since ||
      !HasOwnInterpreters(lane->pool->kind)) {
    stuck = Lane::Stuck::kLeavesGil;
  } else if (NowNanoseconds() - entry.since > kGilPatience) {
    stuck = Lane::Stuck::kForGood;
  }
  lane->pool->GiveUp(lane, *entry.request, stuck);
  return stuck == Lane::Stuck::kKeepsGil;
}

}  // namespace pyloom
