// The places that calls have in their processes: freed, and taken back for others.

#include <utility>

#include "processes/process_pool.h"

namespace pyloom {

Ref<Request> ProcessPool::FreeSlot(Process& process, uint32_t slot) {
  if (slot >= process.slots.size() || !process.slots[slot].taken) return nullptr;
  Process::Slot& freed = process.slots[slot];
  Ref<Request> request = std::move(freed.request);
  if (request && freed.waits == 0 && !freed.on_loop) --process.active;
  freed = {};
  process.free_slots.push_back(slot);
  --process.present;
  return request;
}

// The slot is free once the process has seen it, and said so.
bool ProcessPool::TakeBack(Process& process, uint32_t slot) {
  auto sent = Mark::kSent;
  if (!process.link.mark(slot).compare_exchange_strong(sent, Mark::kWithdrawn)) return false;
  process.slots[slot].request = nullptr;
  if (!process.slots[slot].on_loop) --process.active;
  return true;
}

// A process that has nothing to do takes half of what another one has not begun.
void ProcessPool::Steal() {
  if (!queue_.empty()) return;
  const Process* idle = nullptr;
  Process* richest = nullptr;
  for (ProcessLane* lane : lanes_) {
    if (!lane->process || !lane->process->ready) continue;
    Process& process = *lane->process;
    if (process.active == 0 && !HoldsBack(process)) idle = &process;
    if (richest == nullptr || process.active > richest->active) richest = &process;
  }
  if (idle == nullptr || richest == nullptr || richest->active < 2) return;
  size_t wanted = richest->active / 2;
  for (uint32_t slot = 0; slot < richest->slots.size() && wanted > 0; ++slot) {
    Process::Slot& each = richest->slots[slot];
    if (!each.request || !each.movable) continue;
    const Ref<Request> request = each.request;
    if (!TakeBack(*richest, slot)) continue;
    request->phase.store(Request::Phase::kQueued);
    if (request->cancelled.load()) continue;
    queue_.push_back(request);
    --wanted;
  }
}

}  // namespace pyloom
