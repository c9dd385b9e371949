#include "processes/supervisor.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/thread.h"
#include "platform/cpu.h"
#include "platform/group_signals.h"
#include "platform/standard_error.h"
#include "processes/process_pool.h"

namespace pyloom {

namespace {

constexpr size_t kStackSize = size_t{1} << 20;
// For what it flushes and closes.
constexpr uint64_t kPatience = 2'000'000'000;
// Where no descriptor tells of an end.
constexpr int kBetweenLooks = 50;
constexpr int kLongestSleep = 60'000;
// Half of the default of process.killAfter. Not later than that, however long it may take until a
// process is killed, if ever.
constexpr uint64_t kUntilInterrupt = 500'000'000;
// Answers of many short calls are read some at a time. Woken for each, the listener would take
// turns with the processes that compute, and these would spend a system call on each.
#ifdef _WIN32
constexpr std::chrono::microseconds kPause{0};  // its sleeps last for a tick of 1 to 16 ms
#else
constexpr std::chrono::microseconds kPause{50};
#endif
// Of a signal that a call which ends is spared.
constexpr uint64_t kBetweenQuestions = 1'000'000'000;
// For whoever reads this process's stderr, as this process ends.
constexpr int kPatienceAtTheEnd = 1000;

std::atomic<bool> is_there{false};

std::string WhyKilled(const FunctionKey& key, uint64_t patience) {
  constexpr uint64_t kMillisecond = 1'000'000;
  const bool is_glue = key.module.rfind("pyloom._", 0) == 0;
  return (is_glue ? "code there" : key.module + "." + key.name) + " did not end within " +
         std::to_string(patience / kMillisecond) + " ms (process.killAfter) of being interrupted";
}

}  // namespace

void Supervisor::ForwardErrorOutput() {
  if (!is_there.load()) return;
  Supervisor& supervisor = Get();
  for (const auto& process : *supervisor.Running()) supervisor.error_output_.TakeAll(*process);
  supervisor.error_output_.PassOn(kPatienceAtTheEnd);
}

Supervisor& Supervisor::Get() {
  static auto* const supervisor = new Supervisor();  // leaked: its threads outlive statics
  return *supervisor;
}

bool Supervisor::Open(std::string* error) {
  if (is_there.load()) return true;
  std::lock_guard lock(mutex_);
  if (bells_.data() == nullptr && !bells_.Create("pyloom-bell", sizeof(DoorbellState), error)) {
    return false;
  }
  if (!has_bell_) {
    has_bell_ = bell_.Create(reinterpret_cast<DoorbellState*>(bells_.data()), error);
    if (!has_bell_) return false;
  }
  if (!readiness_.Open()) {
    *error = "the system refuses another pipe";
    return false;
  }
  listens_ = listens_ || StartThread(kStackSize, [this] { Listen(); });
  supervises_ = supervises_ || StartThread(kStackSize, [this] { Supervise(); });
  if (!listens_ || !supervises_) {
    *error = "the system refuses another thread";
    return false;
  }
  Inlet::of_callers.store(this);
  is_there.store(true);
  return true;
}

// ----------------------------------------------------------------------------------------
// Listening

void Supervisor::Change(const std::function<void(Processes*)>& change) {
  std::lock_guard lock(mutex_);
  auto changed = std::make_shared<Processes>(*running_);
  change(changed.get());
  running_ = std::move(changed);
  changes_.fetch_add(1);
  // So that the listener looks at those that have come, which may have written already, and lets go
  // of those that have ended.
  bell().RingAnyway();
}

std::shared_ptr<const Supervisor::Processes> Supervisor::Running() {
  std::lock_guard lock(mutex_);
  return running_;
}

namespace {

struct LastSeen {
  std::shared_ptr<const std::vector<Ref<Process>>> processes;
  uint64_t changes = 0;
};
thread_local LastSeen last_seen;

}  // namespace

std::shared_ptr<const Supervisor::Processes> Supervisor::Seen() {
  if (last_seen.changes != changes_.load()) {
    LastSeen seen;
    {
      std::lock_guard lock(mutex_);
      seen = {running_, changes_.load()};
    }
    last_seen = std::move(seen);
  }
  return last_seen.processes;
}

bool Supervisor::HasData() {
  const auto running = Seen();
  return std::any_of(running->begin(), running->end(),
                     [](const auto& process) { return process->link.in.HasData(); });
}

void Supervisor::Look() {
  const auto running = Seen();
  for (const auto& process : *running) {
    if (process->link.in.HasData()) Read(process);
  }
}

void Supervisor::EndWatch() {
  bell().EndWatch();
  // What has come since rang no bell. What comes on and on is the listener's.
  Look();
  if (HasData()) bell().RingAnyway();
  last_seen = {};
}

bool Supervisor::Read(const Ref<Process>& process) {
  ProcessPool& pool = process->lane.processes;
  bool is_crowded = false;
  const auto reading = process->link.in.Read(
      [&](const uint8_t* bytes, size_t size, std::shared_ptr<void> owner) {
        return pool.OnLetter(process, {bytes, size, std::move(owner), &process->link});
      },
      [&] { is_crowded = pool.AfterLetters(); });
  if (reading != Inflow::Reading::kBroken) return is_crowded;
  // On the thread that sees its end, so that its number is not another's already.
  Post(process, [process] {
    const std::string failure = process->blocks.failure();
    if (!failure.empty()) process->reason = failure;
    process->program.Kill();
  });
  return false;
}

void Supervisor::Listen() {
  for (;;) {
    const uint32_t rings = bell().rings();
    bool any = false, is_crowded = false;
    const auto running = Seen();
    for (const auto& process : *running) {
      if (process->link.in.HasData()) {
        any = true;
        is_crowded = Read(process) || is_crowded;
      }
      process->link.out.Drain();
    }
    if (!any) bell().Sleep(rings);
    if (is_crowded && kPause.count() > 0) std::this_thread::sleep_for(kPause);
  }
}

// ----------------------------------------------------------------------------- Starts, ends and
// times

void Supervisor::Start(const Ref<Process>& process) {
  Post(process, [this, process] { StartNow(process); });
}

void Supervisor::Post(const Ref<Process>& about, std::function<void()> task) {
  At(0, std::move(task), about.get());
}

void Supervisor::At(uint64_t due, std::function<void()> task, const Process* about) {
  {
    std::lock_guard lock(mutex_);
    tasks_.emplace(due, Task{std::move(task), about});
  }
  readiness_.Wake();
}

void Supervisor::End(const Ref<Process>& process) {
  Post(process, [this, process] {
    process->HangUp();
    At(NowNanoseconds() + kPatience, [process] { process->program.Kill(); }, process.get());
  });
}

void Supervisor::StopUnlessFinished(const Ref<Process>& process, const Ref<Request>& request,
                                    uint64_t since, uint64_t patience) {
  StopAt(since + std::min(patience / 2, kUntilInterrupt), Stop::kInterrupt, process, request,
         patience);
  StopAt(since + patience, Stop::kKill, process, request, patience);
}

// A request that has finished is not held for long.
void Supervisor::StopAt(uint64_t due, Stop stop, const Ref<Process>& process,
                        const Ref<Request>& unless_finished, uint64_t patience) {
  const auto ask = [=, this] {
    if (unless_finished->phase.load() == Request::Phase::kFinished) return;
    if (NowNanoseconds() < due) return StopAt(due, stop, process, unless_finished, patience);
    if (stop == Stop::kInterrupt) return process->program.Interrupt();
    process->reason = WhyKilled(*unless_finished->key, patience);
    process->program.Kill();
  };
  At(std::min(due, NowNanoseconds() + kBetweenQuestions), ask, process.get());
}

void Supervisor::StartNow(const Ref<Process>& process) {
  const ProcessOptions& options = process->lane.processes.options();
  ProgramStart start;
  start.executable = options.executable;
  start.arguments = {options.addon};
  start.environment = options.environment;
  start.limits = options.limits;
  start.held_back = GroupSignals();
  std::string error;
  if (!process->Start(std::move(start), bells_.descriptor(), bell_, &error)) {
    return process->lane.processes.OnEnded(process, {}, error);
  }
  Change([&](Processes* running) { running->push_back(process); });
}

// The milliseconds until the next.
int Supervisor::RunTasks() {
  for (;;) {
    std::function<void()> task;
    {
      std::lock_guard lock(mutex_);
      if (tasks_.empty()) return kLongestSleep;
      const uint64_t now = NowNanoseconds();
      const uint64_t due = tasks_.begin()->first;
      if (due > now) {
        constexpr uint64_t kMillisecond = 1'000'000;
        return static_cast<int>(
            std::min<uint64_t>((due - now + kMillisecond - 1) / kMillisecond, kLongestSleep));
      }
      task = std::move(tasks_.begin()->second.run);
      tasks_.erase(tasks_.begin());
    }
    task();
  }
}

void Supervisor::Supervise() {
  for (;;) {
    int sleep = RunTasks();
    const std::shared_ptr<const Processes> running = Running();
    const bool is_stuck = error_output_.IsStuck();
    std::vector<Awaited> awaited = {{is_stuck ? StandardErrorDescriptor() : -1, Await::kRoom}};
    const size_t first = awaited.size();
    constexpr size_t kOfProcess = 3;
    for (const auto& process : *running) {
      if (process->program.end_descriptor() == -1) sleep = std::min(sleep, kBetweenLooks);
      awaited.push_back({process->program.end_descriptor(), Await::kEnd});
      awaited.push_back({is_stuck ? -1 : process->error_output.load(), Await::kInput});
      awaited.push_back({process->control, process->blocks.Awaits(&sleep)});
    }
    readiness_.Wait(&awaited, sleep);
    if (awaited[0].has_happened) error_output_.PassOn(0);
    for (size_t i = 0; i < running->size(); ++i) {
      const Ref<Process>& process = (*running)[i];
      const auto* const of_process = &awaited[first + kOfProcess * i];
      process->blocks.Exchange(of_process[2].has_happened);
      if (of_process[1].has_happened) error_output_.Take(*process);
      if (of_process[0].has_happened || process->program.end_descriptor() == -1) {
        LookForEnd(process);
      }
    }
  }
}

void Supervisor::LookForEnd(const Ref<Process>& process) {
  ProgramEnd end;
  if (!process->program.Ended(&end)) return;
  // What it wrote last. Whoever else reads it at this moment comes to its end.
  while (process->link.in.HasData()) Read(process);
  error_output_.TakeAll(*process);
  error_output_.Close(*process);
  Change([&](Processes* running) { std::erase(*running, process); });
  std::vector<Task> dropped;  // freed without the mutex
  {
    std::lock_guard lock(mutex_);
    std::erase_if(tasks_, [&](auto& each) {
      if (each.second.about != process.get()) return false;
      dropped.push_back(std::move(each.second));
      return true;
    });
  }
  process->lane.processes.OnEnded(process, end, "");
}

}  // namespace pyloom
