// Contexts, each of which keeps to one thread of one process; and the figures of a pool.

#include <algorithm>

#include "platform/resident_bytes.h"
#include "processes/process_pool.h"
#include "processes/supervisor.h"
#include "runtime/lane_table.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// Between the end of its process and the start of the next one.
ProcessStats StatsOfVacant(const ProcessLane& lane) {
  return {{lane.id, -1, lane.is_home ? PoolKind::kHome : PoolKind::kWork, false, false, false, 0,
           lane.completed.load()},
          -1,
          0,
          lane.restarted};
}

}  // namespace

Lane* ProcessPool::Reserve(PoolKind kind) {
  std::lock_guard lock(mutex_);
  if (closed_) return nullptr;
  ProcessLane* chosen = lanes_.front();
  if (!RunsAtHome(kind)) {
    for (ProcessLane* lane : lanes_) {
      if (!MayRun(*lane)) continue;
      if (lane->contexts < chosen->contexts || !MayRun(*chosen)) chosen = lane;
    }
  }
  if (!chosen->process) StartProcess(*chosen);
  return TakeContext(*chosen);
}

ContextLane* ProcessPool::TakeContext(ProcessLane& lane) {
  auto found = std::find_if(contexts_.begin(), contexts_.end(),
                            [](ContextLane* each) { return !each->taken; });
  if (found == contexts_.end()) {
    contexts_.push_back(runtime.lanes.Make<ContextLane>(*this));
    found = contexts_.end() - 1;
  }
  ContextLane* const context = *found;
  context->taken = true;
  context->process = lane.process;
  if (!context->process) {  // its first call hears of it
    context->why_none = lane.last_error.empty() ? kGone : lane.last_error;
    return context;
  }
  ++lane.contexts;
  Letter(ToChild::kReserve)
      .Raw(context->id)
      .Raw(PoolKind::kHome)
      .SendTo(context->process->link.out);
  return context;
}

void ProcessPool::Unreserve(Lane* lane) {
  std::lock_guard lock(mutex_);
  auto* const context = static_cast<ContextLane*>(lane);
  if (!context->taken) return;
  context->taken = false;
  if (!context->process) return;
  Letter(ToChild::kUnreserve).Raw(context->id).SendTo(context->process->link.out);
  ProcessLane& of_process = context->process->lane;
  --of_process.contexts;
  if (of_process.is_isolated) {
    context->process->retired = true;
    Supervisor::Get().End(context->process);
  }
  context->process = nullptr;
}

void ProcessPool::CollectStats(std::vector<PoolStats>* pools, std::vector<ProcessStats>* lanes) {
  std::lock_guard lock(mutex_);
  size_t running = 0, waiting = 0;
  const auto count = [](const std::deque<Ref<Request>>& queue) {
    return static_cast<size_t>(std::count_if(queue.begin(), queue.end(),
                                             [](const auto& each) { return each->IsQueued(); }));
  };
  size_t queued = count(queue_) + count(loop_queue_);
  ForEachLane([&](const ProcessLane& lane) {
    queued += count(lane.queue);
    if (!lane.process) {
      if (lane.restarted > 0) lanes->push_back(StatsOfVacant(lane));
      return;
    }
    const Process& process = *lane.process;
    size_t begun = 0, waits = 0;
    for (uint32_t slot = 0; process.present > 0 && slot < process.slots.size(); ++slot) {
      if (!process.slots[slot].request) continue;
      if (process.link.mark(slot).load() == Mark::kBegun) ++begun;
      if (process.slots[slot].waits > 0) ++waits;
    }
    running += begun;
    waiting += waits > 0 ? 1 : 0;
    queued += process.active > begun ? process.active - begun : 0;
    const int pid = process.pid.load();
    lanes->push_back({{lane.id, static_cast<int32_t>(process.space->number),
                       lane.is_home ? PoolKind::kHome : PoolKind::kWork, begun > 0, waits > 0,
                       false, lane.contexts, lane.completed.load()},
                      pid,
                      pid < 0 ? 0 : ResidentBytes(pid),
                      lane.restarted});
  });
  for (int kind = 0; kind < kPoolKinds; ++kind) {
    const bool main = kind == static_cast<int>(PoolKind::kWork);
    pools->push_back({static_cast<PoolKind>(kind), sizes_[kind], max_sizes_[kind],
                      main ? queued : 0, main ? running : 0, main ? waiting : 0});
  }
}

size_t ProcessPool::CountReferences() {
  std::lock_guard lock(mutex_);
  size_t count = 0;
  ForEachLane([&](const ProcessLane& lane) {
    if (lane.process) count += lane.process->space->references.size();
  });
  return count;
}

}  // namespace pyloom
