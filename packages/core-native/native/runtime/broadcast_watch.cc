#include "runtime/broadcast_watch.h"

#include <chrono>
#include <thread>
#include <utility>

#include "base/thread.h"
#include "platform/cpu.h"

namespace pyloom {

namespace {
// As for lanes: a busy machine can keep a thread from a GIL that is free for hundreds of
// milliseconds.
constexpr uint64_t kGilPatience = 5'000'000'000;
// The thread sleeps in short steps, so that it ends soon after the last broadcast has.
constexpr auto kStep = std::chrono::milliseconds(200);
}  // namespace

void BroadcastWatch::Watch(Ref<Broadcast> broadcast) {
  std::lock_guard lock(mutex_);
  entries_.push_back({std::move(broadcast), NowNanoseconds() + kGilPatience});
  // Refused a thread, it is waited for as long as it takes.
  if (!running_) running_ = StartThread(size_t{1} << 18, [this] { Main(); });
}

void BroadcastWatch::Main() {
  for (;;) {
    std::deque<Entry> looked_at;  // let go of without the mutex
    {
      std::lock_guard lock(mutex_);
      looked_at.swap(entries_);
    }
    std::deque<Entry> again;
    const uint64_t now = NowNanoseconds();
    for (Entry& entry : looked_at) {
      if (entry.broadcast->HasEnded()) continue;
      if (entry.due <= now && entry.broadcast->EndWait()) continue;
      again.push_back(std::move(entry));
    }
    {
      std::lock_guard lock(mutex_);
      for (Entry& entry : again) entries_.push_back(std::move(entry));
      running_ = !entries_.empty();
      if (!running_) return;
    }
    std::this_thread::sleep_for(kStep);
  }
}

}  // namespace pyloom
