#include "runtime/stuck_lane_watch.h"

#include <algorithm>
#include <chrono>

#include "base/thread.h"
#include "platform/cpu.h"
#include "runtime/lane.h"

namespace pyloom {

namespace {
// Many switch intervals of a shared GIL, and room for a loaded machine.
constexpr uint64_t kPatience = 100'000'000;
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

bool StuckLaneWatch::Look(const Entry& entry) {
  if (entry.request->phase.load() == Request::Phase::kFinished) return false;
  Lane* lane = entry.request->runner.load();
  return lane != nullptr && lane->LookAfterCancelled(*entry.request, entry.since);
}

}  // namespace pyloom
