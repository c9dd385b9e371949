// How the processes of a pool start and end.

#include <algorithm>
#include <utility>

#include "base/sound_utf8.h"
#include "platform/cpu.h"
#include "processes/process_events.h"
#include "processes/process_pool.h"
#include "processes/supervisor.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

constexpr uint64_t kRestartWindow = 10'000'000'000;

// One that could not be started is not to be had soon: calls hear why, rather than that it is tried
// for ever.
constexpr uint64_t kBetweenTries = 1'000'000'000;

void WriteCrash(Request& request, const Crash& crash, bool begun) {
  request.status = Request::Status::kCrashed;
  WireWriter& map = request.result;
  map.Clear();
  map.MapHeader(kCrashFacts + 1);
  WriteCrashFacts(&map, crash);
  map.String("started");
  map.Bool(begun);
}

void WriteConversion(Request& request, const std::string& why) {
  request.status = Request::Status::kConversion;
  request.result.Clear();
  request.result.ArrayHeader(2);
  request.result.String("args");
  request.result.String(why);
}

}  // namespace

void ProcessPool::Open(ProcessOptions options, const Ref<Session>& session) {
  std::lock_guard lock(mutex_);
  options_ = std::move(options);
  session_ = session;
  has_run_ = false;
  spare_lanes_.insert(spare_lanes_.end(), lanes_.begin(), lanes_.end());
  spare_lanes_.insert(spare_lanes_.end(), isolated_.begin(), isolated_.end());
  lanes_.clear();
  isolated_.clear();
  warm_ = nullptr;
  loop_of_package_.clear();
  told_.clear();
  cancelled_ = 0;
  std::fill(std::begin(sizes_), std::end(sizes_), 0);
  std::fill(std::begin(max_sizes_), std::end(max_sizes_), 0);
  session->remote = this;
}

void ProcessPool::Configure(PoolKind kind, size_t size, size_t max_size) {
  std::lock_guard lock(mutex_);
  sizes_[static_cast<int>(kind)] = size;
  max_sizes_[static_cast<int>(kind)] = max_size;
  if (kind != PoolKind::kWork) return;
  while (lanes_.size() < size) {
    ProcessLane* const lane = NewLane();
    lane->is_home = lanes_.empty() && session_->is_remote;
    lanes_.push_back(lane);
  }
}

ProcessLane* ProcessPool::NewLane() {
  if (spare_lanes_.empty()) spare_lanes_.push_back(runtime.lanes.Make<ProcessLane>(*this));
  ProcessLane* const lane = spare_lanes_.back();
  spare_lanes_.pop_back();
  lane->Reset();
  return lane;
}

// Its calls have been cut off by their client.
void ProcessPool::Close() {
  Scope scope(this);
  closed_ = true;
  ForEachLane([](const ProcessLane& lane) {
    if (lane.process) Supervisor::Get().End(lane.process);
  });
  RefuseAll();
  told_.clear();
}

void ProcessPool::RefuseAll() {
  ForEachLane([this](ProcessLane& lane) { RefuseQueue(lane.queue, kClosed, nullptr); });
  RefuseQueue(queue_, kClosed, nullptr);
  RefuseQueue(loop_queue_, kClosed, nullptr);
}

void ProcessPool::RefuseQueue(std::deque<Ref<Request>>& queue, const std::string& why,
                              const std::shared_ptr<const Crash>& crash) {
  for (auto& request : queue) refused_.push_back({std::move(request), why, crash});
  queue.clear();
}

// For what has become of that lane's last process.
void ProcessPool::RefuseQueue(std::deque<Ref<Request>>& queue, const ProcessLane& lane) {
  RefuseQueue(queue, lane.last_error, lane.last_error.empty() ? lane.last_crash : nullptr);
}

void ProcessPool::Tell(const Refusal& refusal) {
  Request& request = *refusal.request;
  if (!refusal.crash && !refusal.is_conversion) return request.Refuse(refusal.why);
  if (request.phase.exchange(Request::Phase::kFinished) == Request::Phase::kFinished) return;
  request.DropInput();
  if (refusal.is_conversion) {
    WriteConversion(request, refusal.why);
  } else {
    WriteCrash(request, *refusal.crash, refusal.begun);
  }
  request.Deliver();
}

// Nothing runs, and nothing will: what waits hears of the last end.
void ProcessPool::RefuseUnstartable() {
  if (std::any_of(lanes_.begin(), lanes_.end(), [this](auto* each) { return MayRun(*each); })) {
    return;
  }
  RefuseQueue(queue_, *lanes_.front());
  RefuseQueue(loop_queue_, *lanes_.front());
}

// Whether a process runs there, or one may be started.
bool ProcessPool::MayRun(ProcessLane& lane) {
  if (lane.process) return true;
  const uint64_t now = NowNanoseconds();
  if (lane.last_failure != 0 && now - lane.last_failure < kBetweenTries) return false;
  std::erase_if(lane.restarts, [=](uint64_t when) { return now - when > kRestartWindow; });
  return lane.restarts.size() <= options_.max_restarts;
}

// One more for calls that find all others busy.
void ProcessPool::StartAnother() {
  for (ProcessLane* lane : lanes_) {
    if (lane->process || !MayRun(*lane)) continue;
    StartProcess(*lane);
    if (lane->process) return;
  }
}

// It has none afterwards if none may be started, and `last_error` or `last_crash` says why.
void ProcessPool::StartProcess(ProcessLane& lane) {
  if (closed_ || !MayRun(lane)) return;
  Supervisor& supervisor = Supervisor::Get();
  Ref<Process> process = new Process(lane);
  std::string error;
  if (!supervisor.Open(&error) || !process->Open(&supervisor.bell(), options_, &error)) {
    lane.last_error = StartError({}, error, "");
    lane.last_failure = NowNanoseconds();
    return;
  }
  Introduce(*process);
  lane.restarts.push_back(NowNanoseconds());
  lane.process = process;
  ++alive_;
  process->is_beside_threads = !session_->is_remote;
  if (process->is_beside_threads) beside_threads_.fetch_add(1);
  supervisor.Start(process);
}

// A call was taken back that it had not begun. One that does not even see that, though nothing runs
// there, is stuck: a thread of its own keeps the GIL, or it was stopped.
void ProcessPool::AskForLife(const Ref<Process>& process) {
  if (std::exchange(process->is_asked, true)) return;
  const uint64_t now = NowNanoseconds();
  const auto ask = [this, process, now] {
    if (IsLifeless(*process, now)) process->program.Kill();
  };
  Supervisor::Get().At(now + options_.kill_after, ask, process.get());
}

bool ProcessPool::IsLifeless(Process& process, uint64_t asked) {
  std::lock_guard lock(mutex_);
  process.is_asked = false;
  if (!process.ready || process.ended || process.last_heard > asked) return false;
  bool waits = false;
  for (uint32_t slot = 0; slot < process.slots.size(); ++slot) {
    const Process::Slot& each = process.slots[slot];
    if (each.request && process.link.mark(slot).load() == Mark::kBegun) return false;
    waits = waits || (each.taken && !each.request);
  }
  return waits;
}

// Everything that it has to know lies in its memory when it starts.
void ProcessPool::Introduce(Process& process) {
  Outflow& out = process.link.out;
  const auto size_of = [this](PoolKind kind) { return sizes_[static_cast<int>(kind)]; };
  const auto most_of = [this](PoolKind kind) {
    return static_cast<uint32_t>(max_sizes_[static_cast<int>(kind)]);
  };
  const bool home = process.lane.is_home;
  const size_t loops =
      std::max(size_of(PoolKind::kAsyncWork), home ? size_of(PoolKind::kAsyncHome) : size_t{1});
  Letter(ToChild::kConfigure)
      .Raw(PoolKind::kHome)
      .Raw(uint32_t{1})
      .Raw(most_of(PoolKind::kHome))
      .PutInto(out);
  // What has to run at home has one process, however many calls of it sleep.
  Letter(ToChild::kSpares)
      .Raw(static_cast<uint32_t>(home ? std::max(size_of(PoolKind::kHome), size_t{1}) : 1))
      .PutInto(out);
  Letter(ToChild::kConfigure)
      .Raw(PoolKind::kAsyncHome)
      .Raw(static_cast<uint32_t>(loops))
      .Raw(most_of(PoolKind::kAsyncWork))
      .PutInto(out);
  for (const auto& told : told_) {
    if (!told.call) {
      const Piece piece{told.letter.data(), told.letter.size()};
      out.Put(&piece, 1);
      continue;
    }
    SendRemembered(process, told.key, *told.call);
  }
  if (!session_->is_remote) {
    for (const auto& each : runtime.RememberedCalls()) {
      SendRemembered(process, each.key, *each.call);
    }
  }
  if (process.lane.is_isolated) PrepareForContext(process);
  Letter(ToChild::kIntroduced).SendTo(out);
}

void ProcessPool::SendRemembered(Process& process, const std::string& key, const Request& call) {
  SendKey(process, *call.key);
  SendKey(process, *call.route_key);
  CallHead head{};
  head.slot = kNoSlot;
  head.key = call.key->id;
  head.route_key = call.route_key->id;
  head.lane = -1;
  head.has_keywords = call.has_keywords ? 1 : 0;
  head.is_broadcast = 1;
  Letter(ToChild::kCall)
      .Raw(head)
      .Text(key)
      .Value(call.arguments)
      .Attach(call.incoming, process.link)
      .PutInto(process.link.out);
}

std::string ProcessPool::StartError(const ProgramEnd& end, const std::string& why,
                                    const std::string& output) {
  if (!why.empty()) return "The process for this call cannot be started: " + why;
  const std::string how = end.signal != 0 ? "by " + SignalName(end.signal)
                                          : "with exit code " + std::to_string(end.exit_code);
  return "The process for this call ended " + how + " while it started (" + options_.executable +
         ")" + (output.empty() ? "" : ": " + SoundUtf8(output));
}

void ProcessPool::OnEnded(const Ref<Process>& process, const ProgramEnd& end,
                          const std::string& why) {
  const int pid = process->pid.exchange(-1);
  std::vector<uint64_t> host_calls;
  Ref<Session> closed;  // freed without the mutex
  {
    Scope scope(this);
    ProcessLane& lane = process->lane;
    process->ended = true;
    --alive_;
    if (process->is_beside_threads) beside_threads_.fetch_sub(1);
    if (lane.process == process) lane.process = nullptr;
    std::shared_ptr<const Crash> crash;
    std::string error;
    if (process->ready) {
      crash = std::make_shared<const Crash>(
          Crash{pid, end, process->Report(), process->last_words, process->reason});
    } else {
      error = StartError(end, why, process->last_words);
    }
    for (const auto& [ours, theirs] : process->host_calls) host_calls.push_back(ours);
    process->host_calls.clear();
    for (ContextLane* context : contexts_) {
      if (context->process != process) continue;
      context->process = nullptr;
      context->why_none = crash ? kGone : error;
      --lane.contexts;
    }
    TakeLeft(*process, process->retired ? nullptr : crash, crash ? kGone : error);
    if (crash) TellEnd(*session_, *process, *crash, process->retired);
    if (!process->retired) {
      lane.last_error = error;
      if (has_run_) ++lane.restarted;
      if (crash) lane.last_crash = crash;
      // What ends as it starts, and never did otherwise, will not do so the next time.
      if (!process->ready && (!has_run_ || !why.empty())) lane.last_failure = NowNanoseconds();
    }
    if (lane.is_isolated && !lane.process && !closed_) RemoveIsolated(lane);
    Dispatch();
    if (closed_ && alive_ == 0) closed = std::exchange(session_, nullptr);
  }
  process->space->End();
  process->link.arena.in.End();
  process->blocks.End();
  process->LetGoOfAll();
  for (const uint64_t token : host_calls) {
    if (const Ref<HostCall> call = runtime.host_calls.Find(token)) {
      call->Finish(HostCall::Outcome::kCancelled);
    }
  }
}

// The calls that were there: those that had not begun go elsewhere, unless they belong to what was
// there. `crash` is null if it never ran any, or was to end; `why` says so then.
void ProcessPool::TakeLeft(Process& process, const std::shared_ptr<const Crash>& crash,
                           const std::string& why) {
  ProcessLane& lane = process.lane;
  const auto belongs_there = [](const Request& request) {
    return request.IsBound() || request.parent != 0;
  };
  for (auto slot = static_cast<uint32_t>(process.slots.size()); slot-- > 0;) {
    const bool movable = process.slots[slot].movable, on_loop = process.slots[slot].on_loop;
    const bool begun = process.link.mark(slot).load() == Mark::kBegun;
    if (!process.slots[slot].request) continue;
    const Ref<Request> request = FreeSlot(process, slot);
    if (!begun || !crash) request->phase.store(Request::Phase::kQueued);
    if (begun || belongs_there(*request) || request->cancelled.load()) {
      refused_.push_back({request, why, crash, begun});
      continue;
    }
    const bool is_home = request->pool != PoolKind::kAsyncWork;
    (movable ? queue_ : on_loop && !is_home ? loop_queue_ : lane.queue).push_front(request);
  }
  std::erase_if(lane.queue, [&](const Ref<Request>& request) {
    if (!belongs_there(*request)) return false;
    refused_.push_back({request, why, nullptr});
    return true;
  });
}

}  // namespace pyloom
