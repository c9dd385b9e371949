// Contexts, each of which keeps to one thread of one process; and the figures of a pool.

#include <algorithm>

#include "processes/process_pool.h"
#include "runtime/lane_table.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

bool IsQueued(const Ref<Request>& request) {
  return request->phase.load() == Request::Phase::kQueued;
}

bool IsHome(PoolKind kind) { return kind == PoolKind::kHome || kind == PoolKind::kAsyncHome; }

}  // namespace

Lane* ProcessPool::Reserve(PoolKind kind) {
  std::lock_guard lock(mutex_);
  if (closed_) return nullptr;
  ProcessLane* chosen = lanes_.front();
  if (!IsHome(kind)) {
    for (ProcessLane* lane : lanes_) {
      if (lane->contexts < chosen->contexts) chosen = lane;
    }
  }
  if (!chosen->process) StartProcess(*chosen);
  if (!chosen->process) return nullptr;
  auto found = std::find_if(contexts_.begin(), contexts_.end(),
                            [](ContextLane* each) { return !each->taken; });
  if (found == contexts_.end()) {
    contexts_.push_back(runtime.lanes.Make<ContextLane>(*this));
    found = contexts_.end() - 1;
  }
  ContextLane* const context = *found;
  context->taken = true;
  context->process = chosen->process;
  ++chosen->contexts;
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
  --context->process->lane.contexts;
  context->process = nullptr;
}

void ProcessPool::CollectStats(std::vector<PoolStats>* pools, std::vector<ProcessStats>* lanes) {
  std::lock_guard lock(mutex_);
  size_t running = 0, queued = 0, waiting = 0;
  queued = static_cast<size_t>(std::count_if(queue_.begin(), queue_.end(), IsQueued));
  for (const ProcessLane* lane : lanes_) {
    queued += static_cast<size_t>(std::count_if(lane->queue.begin(), lane->queue.end(), IsQueued));
    if (!lane->process) continue;
    const Process& process = *lane->process;
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
    lanes->push_back({{lane->id, static_cast<int32_t>(process.space->number),
                       lane->is_home ? PoolKind::kHome : PoolKind::kWork, begun > 0, waits > 0,
                       false, lane->contexts, lane->completed.load()},
                      pid,
                      pid < 0 ? 0 : ChildProcess::ResidentBytes(pid),
                      lane->restarted});
  }
  for (int kind = 0; kind < kPoolKinds; ++kind) {
    const bool main = kind == static_cast<int>(PoolKind::kWork);
    pools->push_back({static_cast<PoolKind>(kind), sizes_[kind], max_sizes_[kind],
                      main ? queued : 0, main ? running : 0, main ? waiting : 0});
  }
}

size_t ProcessPool::CountReferences() {
  std::lock_guard lock(mutex_);
  size_t count = 0;
  for (const ProcessLane* lane : lanes_) {
    if (lane->process) count += lane->process->space->references.size();
  }
  return count;
}

}  // namespace pyloom
