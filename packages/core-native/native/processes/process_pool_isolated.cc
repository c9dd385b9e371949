// Contexts with a process of their own. From the first one on a further process is kept ready for
// the next: it has imported what all have and what a context needs, and waits.

#include <algorithm>
#include <utility>

#include "platform/cpu.h"
#include "processes/process_pool.h"
#include "processes/supervisor.h"
#include "runtime/runtime.h"

namespace pyloom {

Lane* ProcessPool::ReserveIsolated() {
  std::lock_guard lock(mutex_);
  if (closed_) return nullptr;
  ProcessLane* lane = std::exchange(warm_, nullptr);
  if (lane == nullptr) lane = AddIsolated();
  ContextLane* const context = TakeContext(*lane);
  if (!lane->process) {  // none is to be had, as its first call hears
    RemoveIsolated(*lane);
  } else if (lane->process->ready) {
    KeepWarmLater();  // one that has yet to start is not to share the processor with the next
  }
  return context;
}

// The start of a process takes tens of milliseconds, which the first calls of the context that has
// just got one are not to wait for.
void ProcessPool::KeepWarmLater() {
  constexpr uint64_t kFirstCalls = 25'000'000;
  Supervisor::Get().At(NowNanoseconds() + kFirstCalls, [this, session = session_->id] {
    std::lock_guard lock(mutex_);
    if (!closed_ && session_->id == session) KeepWarm();
  });
}

// It comes to run calls when that has been done.
void ProcessPool::PrepareForContext(Process& process) {
  Ref<Request> prepare = new Request();
  prepare->key = prepare->route_key = runtime.keys.Intern("pyloom._first_calls", "prepare");
  prepare->arguments.ArrayHeader(0);
  SendRemembered(process, "", *prepare);
}

ProcessLane* ProcessPool::AddIsolated() {
  ProcessLane* const lane = NewLane();
  lane->is_isolated = true;
  isolated_.push_back(lane);
  StartProcess(*lane);
  return lane;
}

void ProcessPool::KeepWarm() {
  if (warm_ != nullptr || closed_) return;
  warm_ = AddIsolated();
  if (!warm_->process) RemoveIsolated(*warm_);
}

// Its process has ended, and is not started again: what lived there is gone.
void ProcessPool::RemoveIsolated(ProcessLane& lane) {
  std::erase(isolated_, &lane);
  if (warm_ == &lane) warm_ = nullptr;
  spare_lanes_.push_back(&lane);
}

}  // namespace pyloom
