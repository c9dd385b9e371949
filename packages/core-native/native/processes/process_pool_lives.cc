// How the processes of a pool start and end.

#include <algorithm>
#include <utility>

#include "platform/cpu.h"
#include "processes/process_pool.h"
#include "processes/supervisor.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

constexpr char kClosed[] = "The client is closed";
constexpr uint64_t kRestartWindow = 10'000'000'000;

void WriteCrash(Request& request, const Crash& crash, bool begun) {
  request.status = Request::Status::kCrashed;
  WireWriter& map = request.result;
  map.Clear();
  map.MapHeader(6);
  map.String("pid");
  map.Int(crash.pid);
  map.String("signal");
  crash.end.signal == 0 ? map.Nil() : map.String(SignalName(crash.end.signal));
  map.String("exitCode");
  crash.end.exit_code < 0 ? map.Nil() : map.Int(crash.end.exit_code);
  map.String("traceback");
  crash.report.empty() ? map.Nil() : map.String(crash.report);
  map.String("stderr");
  map.String(crash.last_words);
  map.String("started");
  map.Bool(begun);
}

}  // namespace

// Those of closed sessions are used again, once all their processes have ended.
ProcessPool* ProcessPool::Take(Runtime& runtime) {
  static std::mutex mutex;
  static auto* const pools = new std::vector<ProcessPool*>();  // leaked: threads outlive statics
  std::lock_guard lock(mutex);
  auto free = std::find_if(pools->begin(), pools->end(), [](ProcessPool* each) {
    std::lock_guard guard(each->mutex_);
    return each->closed_ &&
           std::none_of(each->lanes_.begin(), each->lanes_.end(),
                        [](const ProcessLane* lane) { return static_cast<bool>(lane->process); });
  });
  if (free == pools->end()) free = pools->insert(free, new ProcessPool(runtime));
  ProcessPool* const taken = *free;
  std::lock_guard guard(taken->mutex_);
  taken->closed_ = false;
  return taken;
}

void ProcessPool::Open(ProcessOptions options, const Ref<Session>& session) {
  std::lock_guard lock(mutex_);
  options_ = std::move(options);
  session_ = session;
  has_run_ = false;
  spare_lanes_.insert(spare_lanes_.end(), lanes_.begin(), lanes_.end());
  lanes_.clear();
  loop_of_package_.clear();
  session->remote = this;
}

void ProcessPool::Configure(PoolKind kind, size_t size, size_t max_size) {
  std::lock_guard lock(mutex_);
  sizes_[static_cast<int>(kind)] = size;
  max_sizes_[static_cast<int>(kind)] = max_size;
  if (kind != PoolKind::kWork) return;
  while (lanes_.size() < size) {
    if (spare_lanes_.empty()) spare_lanes_.push_back(runtime.lanes.Make<ProcessLane>(*this));
    ProcessLane* const lane = spare_lanes_.back();
    spare_lanes_.pop_back();
    lane->is_home = lanes_.empty();
    lane->restarts.clear();
    lane->restarted = 0;
    lane->packages = 0;
    lanes_.push_back(lane);
  }
}

// Its calls have been cut off by their client.
void ProcessPool::Close() {
  Scope scope(this);
  closed_ = true;
  for (ProcessLane* lane : lanes_) {
    if (lane->process) Supervisor::Get().End(lane->process);
    RefuseQueue(lane->queue, kClosed, nullptr);
  }
  RefuseQueue(queue_, kClosed, nullptr);
  RefuseQueue(loop_queue_, kClosed, nullptr);
  told_.clear();
}

void ProcessPool::RefuseQueue(std::deque<Ref<Request>>& queue, const std::string& why,
                              const std::shared_ptr<const Crash>& crash) {
  for (auto& request : queue) refused_.push_back({std::move(request), why, crash});
  queue.clear();
}

void ProcessPool::Tell(const Refusal& refusal) {
  Request& request = *refusal.request;
  if (!refusal.crash) return request.Refuse(refusal.why);
  if (request.phase.exchange(Request::Phase::kFinished) == Request::Phase::kFinished) return;
  request.DropInput();
  WriteCrash(request, *refusal.crash, refusal.begun);
  request.Deliver();
}

// Nothing runs, and nothing will: what waits hears of the last end.
void ProcessPool::RefuseUnstartable() {
  const bool none = std::none_of(lanes_.begin(), lanes_.end(), [this](ProcessLane* each) {
    return each->process || MayRestart(*each);
  });
  if (!none) return;
  RefuseQueue(queue_, kClosed, lanes_.front()->last_crash);
  RefuseQueue(loop_queue_, kClosed, lanes_.front()->last_crash);
}

bool ProcessPool::MayRestart(ProcessLane& lane) {
  const uint64_t now = NowNanoseconds();
  std::erase_if(lane.restarts, [=](uint64_t when) { return now - when > kRestartWindow; });
  return lane.restarts.size() <= options_.max_restarts;
}

void ProcessPool::StartProcess(ProcessLane& lane) {
  if (closed_ || !MayRestart(lane)) return;
  std::string error;
  Ref<Process> process = new Process(lane);
  const bool opened =
      process->Open(&Supervisor::Get().bell(), options_.python_folder, options_.folder, &error);
  if (opened) Introduce(*process);
  lane.restarts.push_back(NowNanoseconds());
  lane.process = process;
  Supervisor::Get().Start(process, error);
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
    const Request& call = *told.call;
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
        .Text(told.key)
        .Value(call.arguments)
        .Beside(call.incoming)
        .PutInto(out);
  }
  Letter(ToChild::kIntroduced).SendTo(out);
}

std::string ProcessPool::StartError(const ProgramEnd& end, const std::string& why,
                                    const std::string& output) {
  if (!why.empty()) return "The process for this call cannot be started: " + why;
  const std::string how = end.signal != 0 ? "by " + SignalName(end.signal)
                                          : "with exit code " + std::to_string(end.exit_code);
  return "The process for this call ended " + how + " while it started (" + options_.executable +
         ")" + (output.empty() ? "" : ": " + output);
}

void ProcessPool::OnEnded(const Ref<Process>& process, const ProgramEnd& end,
                          const std::string& why) {
  const auto crash = std::make_shared<const Crash>(
      Crash{process->pid.exchange(-1), end, process->Report(), process->last_words});
  std::vector<uint64_t> host_calls;
  {
    Scope scope(this);
    ProcessLane& lane = process->lane;
    process->ended = true;
    if (lane.process == process) lane.process = nullptr;
    for (const auto& [ours, theirs] : process->host_calls) host_calls.push_back(ours);
    process->host_calls.clear();
    for (ContextLane* context : contexts_) {
      if (context->process != process) continue;
      context->process = nullptr;
      --lane.contexts;
    }
    TakeLeft(*process, crash);
    if (has_run_ && !process->retired) {
      ++lane.restarted;
      lane.last_crash = crash;
    } else if (!has_run_) {
      // It never ran anything: whoever waits hears why, rather than that it is tried for ever.
      const std::string error = StartError(end, why, process->last_words);
      RefuseQueue(lane.queue, error, nullptr);
      const bool none = std::none_of(lanes_.begin(), lanes_.end(), [](ProcessLane* each) {
        return each->process && each->process->ready;
      });
      if (none) {
        RefuseQueue(queue_, error, nullptr);
        RefuseQueue(loop_queue_, error, nullptr);
      }
    }
    Dispatch();
  }
  process->space->End();
  process->LetGoOfAll();
  for (const uint64_t token : host_calls) {
    if (const Ref<HostCall> call = runtime.host_calls.Find(token)) {
      call->Finish(HostCall::Outcome::kCancelled);
    }
  }
}

// The calls that were there: those that had not begun go elsewhere, unless they belong to what was
// there.
void ProcessPool::TakeLeft(Process& process, const std::shared_ptr<const Crash>& crash) {
  ProcessLane& lane = process.lane;
  const auto belongs_there = [](const Request& request) {
    return request.lane >= 0 || request.interpreter > 0 || request.parent != 0;
  };
  for (auto slot = static_cast<uint32_t>(process.slots.size()); slot-- > 0;) {
    const bool movable = process.slots[slot].movable, on_loop = process.slots[slot].on_loop;
    const bool begun = process.link.mark(slot).load() == Mark::kBegun;
    if (!process.slots[slot].request) continue;
    const Ref<Request> request = FreeSlot(process, slot);
    if (begun || belongs_there(*request) || request->cancelled.load()) {
      refused_.push_back({request, kClosed, crash, begun});
      continue;
    }
    request->phase.store(Request::Phase::kQueued);
    const bool is_home = request->pool != PoolKind::kAsyncWork;
    (movable ? queue_ : on_loop && !is_home ? loop_queue_ : lane.queue).push_front(request);
  }
  std::erase_if(lane.queue, [&](const Ref<Request>& request) {
    if (!belongs_there(*request)) return false;
    refused_.push_back({request, "The process that this call was bound to has ended", nullptr});
    return true;
  });
}

}  // namespace pyloom
