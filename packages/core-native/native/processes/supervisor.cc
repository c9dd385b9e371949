#include "processes/supervisor.h"

#include <algorithm>
#include <utility>

#include "base/thread.h"
#include "platform/cpu.h"
#include "processes/process_pool.h"

#ifndef _WIN32
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace pyloom {

namespace {

constexpr size_t kStackSize = size_t{1} << 20;
// For what it flushes and closes.
constexpr uint64_t kPatience = 2'000'000'000;
// Where no descriptor tells of an end.
constexpr int kBetweenLooks = 50;
constexpr int kLongestSleep = 60'000;
constexpr size_t kLastWords = 4096;

std::atomic<bool> is_there{false};

}  // namespace

void Supervisor::ForwardErrorOutput() {
  if (!is_there.load()) return;
  for (const auto& process : Get().Running()) Get().TakeErrorOutput(*process);
}

Supervisor& Supervisor::Get() {
  static Supervisor* const supervisor = new Supervisor();  // leaked: its threads outlive statics
  return *supervisor;
}

Supervisor::Supervisor() : running_(std::make_shared<const Processes>()) {
  std::string error;
  bells_.Create("pyloom-bell", sizeof(Doorbell), &error);
#ifndef _WIN32
  MakePipe(wake_);
  StartThread(kStackSize, [this] { Listen(); });
  StartThread(kStackSize, [this] { Supervise(); });
  Inlet::of_callers.store(this);
  is_there.store(true);
#endif
}

// ----------------------------------------------------------------------------------------
// Listening

void Supervisor::Change(const std::function<void(Processes*)>& change) {
  std::lock_guard lock(mutex_);
  auto changed = std::make_shared<Processes>(*running_);
  change(changed.get());
  running_ = std::move(changed);
  changes_.fetch_add(1);
}

const Supervisor::Processes& Supervisor::Running() {
  struct Seen {
    std::shared_ptr<const Processes> processes;
    uint64_t changes = 0;
  };
  thread_local Seen seen;
  const uint64_t changes = changes_.load();
  if (seen.changes != changes) {
    std::lock_guard lock(mutex_);
    seen = {running_, changes_.load()};
  }
  return *seen.processes;
}

void Supervisor::Look() { LookOnce(); }

bool Supervisor::LookOnce() {
  bool any = false;
  for (const auto& process : Running()) {
    if (!process->link.in.HasData()) continue;
    any = true;
    Read(process);
  }
  return any;
}

void Supervisor::EndWatch() {
  bell().EndWatch();
  // Also what comes while somebody else reads, who may be ending a watch as well.
  while (LookOnce()) continue;
}

void Supervisor::Read(const Ref<Process>& process) {
  ProcessPool& pool = process->lane.processes;
  const auto reading = process->link.in.Read(
      [&](const uint8_t* bytes, size_t size) { pool.OnLetter(process, bytes, size); },
      [&] { pool.AfterLetters(); });
#ifndef _WIN32
  // Somebody has written over the ring.
  const int pid = process->pid.load();
  if (reading == Inflow::Reading::kBroken && pid > 0) kill(pid, SIGKILL);
#else
  (void)reading;
#endif
}

void Supervisor::Listen() {
  for (;;) {
    const uint32_t rings = bell().rings();
    bool any = false;
    for (const auto& process : Running()) {
      if (process->link.in.HasData()) {
        any = true;
        Read(process);
      }
      process->link.out.Drain();
    }
    if (!any) bell().Sleep(rings);
  }
}

// ----------------------------------------------------------------------------- Starts, ends and
// times

void Supervisor::Start(Ref<Process> process, const std::string& error) {
  Post([this, process = std::move(process), error] { StartNow(process, error); });
}

void Supervisor::Post(std::function<void()> task) { At(0, std::move(task)); }

void Supervisor::At(uint64_t due, std::function<void()> task) {
  {
    std::lock_guard lock(mutex_);
    tasks_.emplace(due, std::move(task));
  }
#ifndef _WIN32
  const char byte = 0;
  while (write(wake_[1], &byte, 1) < 0 && errno == EINTR) continue;
#endif
}

#ifndef _WIN32

void Supervisor::End(Ref<Process> process) {
  Post([this, process = std::move(process)] {
    process->HangUp();
    At(NowNanoseconds() + kPatience, [process] { process->program.Signal(SIGKILL); });
  });
}

void Supervisor::StopUnlessFinished(Ref<Process> process, Ref<Request> request, uint64_t since,
                                    uint64_t patience) {
  const auto signal = [=](int number) {
    return [=] {
      if (request->phase.load() != Request::Phase::kFinished) process->program.Signal(number);
    };
  };
  At(since + patience / 2, signal(SIGINT));
  At(since + patience, signal(SIGKILL));
}

void Supervisor::StartNow(const Ref<Process>& process, std::string error) {
  const ProcessOptions& options = process->lane.processes.options();
  ProgramStart start;
  start.executable = options.executable;
  start.arguments = {options.addon};
  start.environment = options.environment;
  start.limits = options.limits;
  if (!error.empty() || !process->Start(std::move(start), bells_.descriptor(), &error)) {
    return process->lane.processes.OnEnded(process, {}, error);
  }
  Change([&](Processes* running) { running->push_back(process); });
  bell().RingAnyway();  // it may have written already
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
      task = std::move(tasks_.begin()->second);
      tasks_.erase(tasks_.begin());
    }
    task();
  }
}

void Supervisor::Supervise() {
  for (;;) {
    int sleep = RunTasks();
    const Processes running = Running();
    std::vector<pollfd> descriptors = {{wake_[0], POLLIN, 0}};
    for (const auto& process : running) {
      if (process->program.end_descriptor() < 0) sleep = std::min(sleep, kBetweenLooks);
      descriptors.push_back({process->program.end_descriptor(), POLLIN, 0});
      descriptors.push_back({process->error_output, POLLIN, 0});
    }
    if (poll(descriptors.data(), descriptors.size(), sleep) < 0) continue;
    if (descriptors[0].revents != 0) {
      char bytes[64];
      while (read(wake_[0], bytes, sizeof bytes) == sizeof bytes) continue;
    }
    for (size_t i = 0; i < running.size(); ++i) {
      if (descriptors[2 + 2 * i].revents != 0) TakeErrorOutput(*running[i]);
      if (descriptors[1 + 2 * i].revents != 0 || running[i]->program.end_descriptor() < 0) {
        LookForEnd(running[i]);
      }
    }
  }
}

// On to this process's own, and the last of it is kept for whoever is told of a crash.
void Supervisor::TakeErrorOutput(Process& process) {
  std::lock_guard lock(output_mutex_);
  if (process.error_output < 0) return;
  char bytes[4096];
  for (;;) {
    const ssize_t got = read(process.error_output, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) close(std::exchange(process.error_output, -1));
    if (got <= 0) return;
    process.last_words.append(bytes, static_cast<size_t>(got));
    if (process.last_words.size() > kLastWords) {
      process.last_words.erase(0, process.last_words.size() - kLastWords);
    }
    for (ssize_t done = 0; done < got;) {
      const ssize_t written = write(STDERR_FILENO, bytes + done, static_cast<size_t>(got - done));
      if (written < 0 && errno != EINTR) break;
      done += std::max<ssize_t>(written, 0);
    }
  }
}

void Supervisor::LookForEnd(const Ref<Process>& process) {
  ProgramEnd end;
  if (!process->program.Ended(&end)) return;
  // What it wrote last. Whoever else reads it at this moment comes to its end.
  while (process->link.in.HasData()) Read(process);
  TakeErrorOutput(*process);
  Change([&](Processes* running) { std::erase(*running, process); });
  process->lane.processes.OnEnded(process, end, "");
}

#else

void Supervisor::End(Ref<Process>) {}
void Supervisor::StopUnlessFinished(Ref<Process>, Ref<Request>, uint64_t, uint64_t) {}
void Supervisor::StartNow(const Ref<Process>&, std::string) {}
int Supervisor::RunTasks() { return 0; }
void Supervisor::Supervise() {}
void Supervisor::TakeErrorOutput(Process&) {}
void Supervisor::LookForEnd(const Ref<Process>&) {}

#endif

}  // namespace pyloom
