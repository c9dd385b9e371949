#include "processes/process_pool.h"

#include <algorithm>
#include <utility>

#include "platform/cpu.h"
#include "processes/supervisor.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// Calls that lie ready in a process, so that it finds the next one when it has answered. It gets
// more of them when half are done, all at once: its reader is not woken for each.
constexpr size_t kLyingReady = 128;
constexpr size_t kFewReady = kLyingReady / 2;

// What takes less is answered sooner than another call could be sent.
constexpr uint64_t kQuick = 300'000;

}  // namespace

// ------------------------------------------------------------------------------ From the caller

void ProcessPool::Submit(const Ref<Request>* requests, size_t count) {
  Scope scope(this);
  for (size_t i = 0; i < count; ++i) Place(requests[i]);
  Dispatch();
}

ProcessPool::Scope::~Scope() {
  std::vector<Refusal> refused;
  refused.swap(pool_->refused_);
  pool_->mutex_.unlock();
  for (const auto& each : refused) Tell(each);
}

void ProcessPool::Place(const Ref<Request>& request) {
  if (closed_) return refused_.push_back({request, kClosed, nullptr});
  if (request->IsBound()) {
    if (Process* process = BoundTo(*request)) return process->lane.queue.push_back(request);
    return refused_.push_back(RefusalOfUnbound(request));
  }
  if (lanes_.empty()) return refused_.push_back({request, kNone, nullptr});
  if (RunsAtHome(request->pool)) return lanes_.front()->queue.push_back(request);
  (IsAsync(request->pool) ? loop_queue_ : queue_).push_back(request);
}

// Of one that is bound to what is not there.
ProcessPool::Refusal ProcessPool::RefusalOfUnbound(const Ref<Request>& request) {
  if (const ContextLane* const context = ContextOf(*request))
    return {request, context->why_none, nullptr};
  if (request->interpreter >= static_cast<int32_t>(kFirstSpace)) {
    auto* const space =
        static_cast<RemoteSpace*>(runtime.FindSpace(static_cast<uint32_t>(request->interpreter)));
    const ProcessPool* const pool = space == nullptr ? nullptr : space->pool();
    if (pool != nullptr && pool != this) return {request, kForeign, nullptr, false, true};
  }
  return {request, kGone, nullptr};
}

// Null: it belongs to none.
ContextLane* ProcessPool::ContextOf(const Request& request) {
  if (request.lane < 0 || request.lane >= kFirstRemoteLane) return nullptr;
  const auto found = std::find_if(contexts_.begin(), contexts_.end(), [&](ContextLane* each) {
    return each->id == static_cast<uint32_t>(request.lane);
  });
  return found == contexts_.end() ? nullptr : *found;
}

// The process of its context, its event loop or its objects. Null: that has ended.
Process* ProcessPool::BoundTo(const Request& request) {
  if (request.lane >= 0 && request.lane < kFirstRemoteLane) {
    const ContextLane* const context = ContextOf(request);
    return context == nullptr ? nullptr : context->process.get();
  }
  Process* found = nullptr;
  ForEachLane([&](const ProcessLane& each) {
    if (!each.process) return;
    const uint32_t space = each.process->space->number;
    const bool is_bound = request.lane >= 0 ? IsLaneOf(space, request.lane)
                                            : space == static_cast<uint32_t>(request.interpreter);
    if (is_bound) found = each.process.get();
  });
  return found;
}

bool ProcessPool::CanRun(const ProcessLane& lane, const Request& request) {
  std::lock_guard lock(mutex_);
  if (!lane.process || Runtime::RemoteOf(request) != this) return false;
  if (request.IsBound()) return BoundTo(request) == lane.process.get();
  return !RunsAtHome(request.pool) || lane.is_home;
}

void ProcessPool::OnCancelled() {
  constexpr size_t kFewest = 64;
  std::vector<Ref<Request>> swept;  // freed without the mutex
  std::lock_guard lock(mutex_);
  ++cancelled_;
  if (cancelled_ < kFewest || cancelled_ < (queue_.size() + loop_queue_.size()) / 2) return;
  cancelled_ = 0;
  const auto sweep = [&](std::deque<Ref<Request>>& queue) {
    std::erase_if(queue, [&](Ref<Request>& request) {
      if (request->IsQueued()) return false;
      swept.push_back(std::move(request));
      return true;
    });
  };
  sweep(queue_);
  sweep(loop_queue_);
  ForEachLane([&](ProcessLane& lane) { sweep(lane.queue); });
}

void ProcessPool::Cancel(const Ref<Request>& request) {
  std::lock_guard lock(mutex_);
  auto* lane = static_cast<ProcessLane*>(request->runner.load());
  if (!lane->process) return;
  Process& process = *lane->process;
  if (process.RequestAt(request->slot) != request.get()) return;
  if (!TakeBack(process, request->slot)) {
    Letter(ToChild::kCancel).Raw(request->slot).SendTo(process.link.out);
    return;
  }
  request->phase.store(Request::Phase::kFinished);
  request->DropInput();
  AskForLife(lane->process);
}

Ref<Process> ProcessPool::ProcessOf(const Request& request, ProcessLane& lane) {
  std::lock_guard lock(mutex_);
  if (!lane.process || lane.process->RequestAt(request.slot) != &request) return nullptr;
  return lane.process;
}

HostCall::Nesting ProcessPool::Nest(const Ref<Process>& process, const Ref<Request>& request) {
  Scope scope(this);
  if (process->ended) return HostCall::Nesting::kRefused;
  process->lane.queue.push_front(request);
  Dispatch();
  return HostCall::Nesting::kTaken;
}

// ------------------------------------------------------------------------------------------
// Sending

// What must run on that lane.
template <typename Function>
void ProcessPool::SendQueue(ProcessLane& lane, const Function& send) {
  std::deque<Ref<Request>> held_back;
  while (!lane.queue.empty()) {
    if (!lane.process) StartProcess(lane);
    if (!lane.process) {
      RefuseQueue(lane.queue, lane);
      break;
    }
    if (!lane.process->HasSlot()) break;
    const Ref<Request> request = std::move(lane.queue.front());
    lane.queue.pop_front();
    if (MayWait(*request) && HoldsBack(*lane.process)) {
      held_back.push_back(request);
    } else {
      send(&lane, request);
    }
  }
  lane.queue.insert(lane.queue.begin(), held_back.begin(), held_back.end());
}

void ProcessPool::Dispatch() {
  if (closed_) return RefuseAll();
  const auto send = [&](ProcessLane* lane, const Ref<Request>& request) {
    lane->process->is_to_be_rung = true;
    Send(*lane->process, request);
  };
  ForEachLane([&](ProcessLane& lane) { SendQueue(lane, send); });
  if (!loop_queue_.empty()) {
    std::deque<Ref<Request>> waiting;
    waiting.swap(loop_queue_);
    for (const auto& request : waiting) {
      ProcessLane* const lane = LoopLaneFor(*request);
      if (lane == nullptr) {
        loop_queue_.push_back(request);  // all of them hear why
        RefuseUnstartable();
      } else if (!lane->process->ready || !lane->process->HasSlot() ||
                 (MayWait(*request) && HoldsBack(*lane->process))) {
        loop_queue_.push_back(request);
      } else {
        send(lane, request);
      }
    }
  }
  while (!queue_.empty()) {
    ProcessLane* const lane = PickLane();
    if (lane == nullptr) {
      RefuseUnstartable();
      break;
    }
    const Ref<Request> request = std::move(queue_.front());
    queue_.pop_front();
    send(lane, request);
  }
  // Once for all that it got.
  ForEachLane([](ProcessLane& lane) {
    if (!lane.process || !std::exchange(lane.process->is_to_be_rung, false)) return;
    lane.process->link.out.Ring();
  });
}

// The one with the least to do; another one is started when all have something to do. Null: none
// can take more.
ProcessLane* ProcessPool::PickLane() {
  ProcessLane* best = nullptr;
  for (ProcessLane* lane : lanes_) {
    if (!lane->process) continue;
    Process& process = *lane->process;
    if (!process.ready || HoldsBack(process) || !process.HasSlot()) continue;
    if (best == nullptr || process.active <= best->process->active) best = lane;
  }
  if (best == nullptr || best->process->active > 0) StartAnother();
  if (best == nullptr) return nullptr;
  Process& process = *best->process;
  const bool is_quick = process.usual_time < kQuick;
  if (!is_quick || process.active <= kFewReady) process.is_stocked = false;
  if (process.is_stocked || (!is_quick && process.active >= 1)) return nullptr;
  process.is_stocked = process.active + 1 >= kLyingReady;
  return best;
}

// Coroutines run side by side, those of a package in the same process: they may share locks and
// sessions. In another one, once theirs may not be started any more. Null: none may.
ProcessLane* ProcessPool::LoopLaneFor(const Request& request) {
  const std::string& module = request.route_key->module;
  ProcessLane*& lane = loop_of_package_[module.substr(0, module.find('.'))];
  for (;;) {
    if (lane != nullptr && lane->process) return lane;
    if (lane != nullptr && MayRun(*lane)) {
      StartProcess(*lane);
      continue;
    }
    if (lane != nullptr) --lane->packages;
    lane = nullptr;
    for (ProcessLane* each : lanes_) {
      if (!MayRun(*each)) continue;
      if (lane == nullptr || each->packages < lane->packages) lane = each;
    }
    if (lane == nullptr) return nullptr;
    ++lane->packages;
  }
}

void ProcessPool::SendKey(Process& process, const FunctionKey& key) {
  if (process.keys_sent.size() <= key.id) process.keys_sent.resize(key.id + 64);
  if (process.keys_sent[key.id]) return;
  process.keys_sent[key.id] = true;
  Letter(ToChild::kKey).Raw(key.id).Text(key.module).Text(key.name).PutInto(process.link.out);
}

bool ProcessPool::Send(Process& process, const Ref<Request>& request) {
  request->runner.store(&process.lane);
  const bool is_broadcast = request->everywhere;
  if (!request->Begin()) return false;  // cancelled meanwhile
  const uint32_t slot = process.TakeSlot();
  request->slot = slot;
  process.slots[slot] = {request, true, 0,
                         !request->IsBound() && request->pool == PoolKind::kWork &&
                             request->parent == 0 && !is_broadcast,
                         IsAsync(request->pool)};
  if (!process.slots[slot].on_loop && process.active++ == 0) process.last_change = NowNanoseconds();
  ++process.present;
  ++process.sent;
  process.link.mark(slot).store(is_broadcast ? Mark::kBegun : Mark::kSent);
  SendKey(process, *request->key);
  SendKey(process, *request->route_key);
  CallHead head{};
  head.slot = slot;
  head.key = request->key->id;
  head.route_key = request->route_key->id;
  head.call_id = request->call_id;
  head.submitted = request->submitted;
  head.lane = request->lane;
  head.is_synchronous = request->is_synchronous ? 1 : 0;
  const auto parent = process.host_calls.find(request->parent);
  head.parent = parent == process.host_calls.end() ? 0 : parent->second;
  head.pool = static_cast<uint8_t>(IsAsync(request->pool) ? PoolKind::kAsyncHome : PoolKind::kHome);
  head.has_keywords = request->has_keywords ? 1 : 0;
  head.is_broadcast = is_broadcast ? 1 : 0;
  head.is_placed = request->interpreter > 0 ? 1 : 0;
  process.Hold(request->incoming);
  Letter(ToChild::kCall)
      .Raw(head)
      .Text("")
      .Value(request->arguments)
      .Attach(request->incoming, process.link)
      .PutInto(process.link.out);
  return true;
}

// Of the calls that ran alone, how long one usually takes.
void ProcessPool::NoteTime(Process& process) {
  const uint64_t now = NowNanoseconds();
  const uint64_t time = now - std::exchange(process.last_change, now);
  process.usual_time = process.usual_time == UINT64_MAX
                           ? time
                           : process.usual_time - process.usual_time / 8 + time / 8;
}

bool ProcessPool::AfterLetters() {
  Scope scope(this);
  if (closed_) return false;
  for (ProcessLane* lane : lanes_) Retire(*lane);
  Steal();
  Dispatch();
  return std::any_of(lanes_.begin(), lanes_.end(), [](const ProcessLane* lane) {
    if (!lane->process) return false;
    const Process& process = *lane->process;
    return process.usual_time < kQuick && process.active > kFewReady / 2;
  });
}

}  // namespace pyloom
