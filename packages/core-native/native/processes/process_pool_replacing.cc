// When a process of a pool is replaced by a fresh one.

#include <utility>

#include "platform/cpu.h"
#include "platform/resident_bytes.h"
#include "processes/process_pool.h"
#include "processes/supervisor.h"

namespace pyloom {

namespace {

// Of the memory of a process.
constexpr uint64_t kBetweenLooks = 50'000'000;

// How long calls wait for those that are there to end, and how long until the next such try. A call
// may go on for as long as its client lives, and may wait for one that is held back.
constexpr uint64_t kLongestPause = 1'000'000'000;
constexpr uint64_t kBetweenPauses = 10'000'000'000;

}  // namespace

// Whether it has done its number of calls, or has grown too large: by calls, since one that is too
// large from its start would be replaced for ever. Not while contexts live there.
bool ProcessPool::IsDue(Process& process) {
  if (options_.max_calls == 0 && options_.max_memory == 0) return false;
  if (process.sent == 0) return false;
  if (!process.is_due && options_.max_memory > 0) {
    const uint64_t now = NowNanoseconds();
    if (now - process.last_look > kBetweenLooks) {
      process.last_look = now;
      const int pid = process.pid.load();
      // What values on their way take up is no growth: the next one would have it as well.
      process.is_due =
          pid > 0 && ResidentBytes(pid) > options_.max_memory + process.link.arena.used();
    }
  }
  if (options_.max_calls > 0 && process.sent >= options_.max_calls) process.is_due = true;
  return process.is_due && process.lane.contexts == 0;
}

// Whether it gets no calls at this moment, so that there comes one at which nothing runs there.
bool ProcessPool::HoldsBack(Process& process) {
  if (!IsDue(process)) return false;
  const uint64_t now = NowNanoseconds();
  if (process.last_pause == 0 || now - process.last_pause > kBetweenPauses) {
    process.last_pause = now;
    Supervisor::Get().At(now + kLongestPause, [this] { AfterLetters(); });
  }
  return now - process.last_pause < kLongestPause;
}

// Nothing that is there, and nothing that it belongs to, waits for it.
bool ProcessPool::MayWait(const Request& request) {
  return !request.IsBound() && request.parent == 0 && !request.everywhere;
}

// Between calls: the next one finds no process here, and a new one is started.
void ProcessPool::Retire(ProcessLane& lane) {
  if (!lane.process || lane.process->present > 0 || !IsDue(*lane.process)) return;
  lane.process->retired = true;
  if (!lane.restarts.empty()) lane.restarts.pop_back();  // nobody is to blame for this one's end
  Supervisor::Get().End(std::exchange(lane.process, nullptr));
}

}  // namespace pyloom
