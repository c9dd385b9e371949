#include "processes/process_pool.h"

#include <algorithm>
#include <utility>

#include "platform/cpu.h"
#include "processes/supervisor.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// Calls that lie ready in a process, so that it finds the next one when it has answered.
constexpr size_t kLyingReady = 64;

// What takes less is answered sooner than another call could be sent.
constexpr uint64_t kQuick = 300'000;

// Of the memory of a process.
constexpr uint64_t kBetweenLooks = 50'000'000;

constexpr char kClosed[] = "The client is closed";
constexpr char kGone[] = "The process that this call was bound to has ended";

bool IsQueued(const Ref<Request>& request) {
  return request->phase.load() == Request::Phase::kQueued;
}

bool IsBound(const Request& request) { return request.lane >= 0 || request.interpreter > 0; }

bool IsHome(PoolKind kind) { return kind == PoolKind::kHome || kind == PoolKind::kAsyncHome; }

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
  if (IsBound(*request)) {
    if (Process* process = BoundTo(*request)) return process->lane.queue.push_back(request);
    return refused_.push_back({request, kGone, nullptr});
  }
  if (IsHome(request->pool)) return lanes_.front()->queue.push_back(request);
  (IsAsync(request->pool) ? loop_queue_ : queue_).push_back(request);
}

// The process of its context, its event loop or its objects. Null: that has ended.
Process* ProcessPool::BoundTo(const Request& request) {
  if (request.lane >= 0 && request.lane < kFirstRemoteLane) {
    const auto found = std::find_if(contexts_.begin(), contexts_.end(), [&](ContextLane* each) {
      return each->id == static_cast<uint32_t>(request.lane);
    });
    return found == contexts_.end() ? nullptr : (*found)->process.get();
  }
  const uint32_t space = request.lane >= 0 ? SpaceOfRemoteLane(request.lane)
                                           : static_cast<uint32_t>(request.interpreter);
  const auto found = std::find_if(lanes_.begin(), lanes_.end(), [=](ProcessLane* each) {
    return each->process && each->process->space->number == space;
  });
  return found == lanes_.end() ? nullptr : (*found)->process.get();
}

bool ProcessPool::CanRun(const ProcessLane& lane, const Request& request) {
  std::lock_guard lock(mutex_);
  if (!lane.process || PoolOfSession(request) != this) return false;
  if (IsBound(request)) return BoundTo(request) == lane.process.get();
  return !IsHome(request.pool) || lane.is_home;
}

const RemotePool* ProcessPool::PoolOfSession(const Request& request) {
  return request.session ? request.session->remote : nullptr;
}

void ProcessPool::OnCancelled() {
  std::vector<Ref<Request>> swept;  // freed without the mutex
  std::lock_guard lock(mutex_);
  constexpr size_t kFewest = 64;
  if (queue_.size() < kFewest) return;
  std::erase_if(queue_, [&](Ref<Request>& request) {
    if (IsQueued(request)) return false;
    swept.push_back(std::move(request));
    return true;
  });
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

void ProcessPool::Dispatch() {
  std::vector<Process*> written;
  const auto send = [&](ProcessLane* lane, const Ref<Request>& request) {
    if (!Send(*lane->process, request)) return;
    if (written.empty() || written.back() != lane->process.get()) {
      written.push_back(lane->process.get());
    }
  };
  for (ProcessLane* lane : lanes_) {
    while (!lane->queue.empty()) {
      if (!lane->process) StartProcess(*lane);
      if (!lane->process) {
        RefuseQueue(lane->queue, kClosed, lane->last_crash);
        break;
      }
      if (!lane->process->HasSlot()) break;
      const Ref<Request> request = std::move(lane->queue.front());
      lane->queue.pop_front();
      send(lane, request);
    }
  }
  for (; !loop_queue_.empty(); loop_queue_.pop_front()) {
    ProcessLane* const lane = LoopLaneFor(*loop_queue_.front());
    if (lane == nullptr) {
      RefuseUnstartable();
      break;
    }
    send(lane, loop_queue_.front());
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
  for (Process* process : written) process->link.out.Ring();
}

// The one with the least to do; another one is started when all have something to do. Null: none
// can take more.
ProcessLane* ProcessPool::PickLane() {
  ProcessLane* best = nullptr;
  ProcessLane* missing = nullptr;
  for (ProcessLane* lane : lanes_) {
    if (!lane->process) {
      if (missing == nullptr) missing = lane;
      continue;
    }
    Process& process = *lane->process;
    if (!process.ready || IsDue(process) || !process.HasSlot()) continue;
    if (best == nullptr || process.active <= best->process->active) best = lane;
  }
  if (missing != nullptr && (best == nullptr || best->process->active > 0)) StartProcess(*missing);
  if (best == nullptr) return nullptr;
  const size_t most = best->process->usual_time < kQuick ? kLyingReady : 1;
  return best->process->active >= most ? nullptr : best;
}

// Coroutines run side by side, those of a package in the same process: they may share locks and
// sessions. Null: it is not ready, or there is none to be had.
ProcessLane* ProcessPool::LoopLaneFor(const Request& request) {
  const std::string& module = request.route_key->module;
  ProcessLane*& lane = loop_of_package_[module.substr(0, module.find('.'))];
  if (lane == nullptr) {
    lane = *std::min_element(
        lanes_.begin(), lanes_.end(),
        [](const ProcessLane* a, const ProcessLane* b) { return a->packages < b->packages; });
    ++lane->packages;
  }
  if (!lane->process) StartProcess(*lane);
  return lane->process && lane->process->ready && lane->process->HasSlot() ? lane : nullptr;
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
                         !IsBound(*request) && request->pool == PoolKind::kWork &&
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
      .Beside(request->incoming)
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
    if (process.active == 0 && !IsDue(process)) idle = &process;
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

void ProcessPool::AfterLetters() {
  Scope scope(this);
  if (closed_) return;
  for (ProcessLane* lane : lanes_) Retire(*lane);
  Steal();
  Dispatch();
}

// Whether it has done its number of calls, or has grown too large. Not while contexts live there.
bool ProcessPool::IsDue(Process& process) {
  if (options_.max_calls == 0 && options_.max_memory == 0) return false;
  if (!process.is_due && options_.max_memory > 0) {
    const uint64_t now = NowNanoseconds();
    if (now - process.last_look > kBetweenLooks) {
      process.last_look = now;
      const int pid = process.pid.load();
      process.is_due = pid > 0 && ChildProcess::ResidentBytes(pid) > options_.max_memory;
    }
  }
  if (options_.max_calls > 0 && process.sent >= options_.max_calls) process.is_due = true;
  return process.is_due && process.lane.contexts == 0;
}

// Between calls: the next one finds no process here, and a new one is started.
void ProcessPool::Retire(ProcessLane& lane) {
  if (!lane.process || lane.process->present > 0 || !IsDue(*lane.process)) return;
  lane.process->retired = true;
  if (!lane.restarts.empty()) lane.restarts.pop_back();  // nobody is to blame for this one's end
  Supervisor::Get().End(std::exchange(lane.process, nullptr));
}

}  // namespace pyloom
