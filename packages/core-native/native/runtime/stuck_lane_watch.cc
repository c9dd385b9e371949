#include "runtime/stuck_lane_watch.h"

#include <chrono>

#include "base/thread.h"
#include "platform/cpu.h"
#include "runtime/interrupter.h"
#include "runtime/lane.h"
#include "runtime/pool.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
// Five switch intervals of a shared GIL, and room for a loaded machine.
constexpr uint64_t kPatience = 100'000'000;
}  // namespace

void StuckLaneWatch::Watch(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  entries_.push_back({std::move(request), NowNanoseconds()});
  if (!started_) started_ = StartThread(size_t{1} << 18, [this] { Main(); });
  changed_.notify_one();
}

void StuckLaneWatch::Main() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !entries_.empty(); });
    const uint64_t now = NowNanoseconds();
    if (entries_.front().request->phase.load() == Request::Phase::kFinished) {
      entries_.pop_front();
    } else if (now - entries_.front().since >= kPatience) {
      Entry entry = std::move(entries_.front());
      entries_.pop_front();
      lock.unlock();
      GiveUp(entry);
      lock.lock();
    } else {
      changed_.wait_until(lock,
                          std::chrono::system_clock::now() +
                              std::chrono::nanoseconds(kPatience - (now - entries_.front().since)));
    }
  }
}

void StuckLaneWatch::GiveUp(const Entry& entry) {
  Lane* lane = entry.request->runner.load();
  // An asyncio lane has other tasks; its loop is interrupted, never replaced.
  if (lane == nullptr || IsAsync(lane->pool->kind)) return;
  if (lane->top.load() != entry.request.get() || lane->waiting.load()) return;
  Interpreter* interpreter = lane->interpreter.load();
  // Whoever interrupts has had the GIL since: the code waits without it, and others can run there.
  const bool gil_is_free = interpreter->interrupter->last_attached() > entry.since;
  lane->pool->GiveUp(lane, *entry.request, gil_is_free || !HasOwnInterpreters(lane->pool->kind));
}

}  // namespace pyloom
