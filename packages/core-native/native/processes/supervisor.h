// Looks after all processes that run Python for this one: starts them, listens to them, takes note
// of their ends, and ends those that have to.
//
// Threads: everything from any, but for what is private. Two threads of its own: one listens to the
// rings and sleeps on the doorbell, the other waits for ends, times and what is written to stderr.
// Neither takes a GIL or runs JavaScript. Threads that wait awake for an answer listen as well.
// Never freed.
#ifndef PYLOOM_PROCESSES_SUPERVISOR_H_
#define PYLOOM_PROCESSES_SUPERVISOR_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/inlet.h"
#include "link/doorbell.h"
#include "platform/shared_memory.h"
#include "processes/process.h"

namespace pyloom {

class Supervisor final : public Inlet {
 public:
  static Supervisor& Get();

  // By which all processes tell this one that they have written something.
  Doorbell& bell() { return *reinterpret_cast<Doorbell*>(bells_.data()); }

  // `error`: it cannot be, as is found out already.
  void Start(Ref<Process> process, const std::string& error);
  // It is to leave; if it does not, it is ended.
  void End(Ref<Process> process);
  // Signals for what a cancelled request runs, as long as it has not ended.
  void StopUnlessFinished(Ref<Process> process, Ref<Request> request, uint64_t since,
                          uint64_t patience);

  // As this process ends: what was written to stderr until now goes on to its own.
  static void ForwardErrorOutput();

  void BeginWatch() override { bell().BeginWatch(); }
  void Look() override;
  void EndWatch() override;

 private:
  Supervisor();
  using Processes = std::vector<Ref<Process>>;

  void Listen();
  bool LookOnce();
  // Of the processes that run, as this thread has seen them last.
  const Processes& Running();
  void Change(const std::function<void(Processes*)>& change);
  void Read(const Ref<Process>& process);

  void Post(std::function<void()> task);
  void At(uint64_t due, std::function<void()> task);
  void Supervise();
  int RunTasks();
  void StartNow(const Ref<Process>& process, std::string error);
  void TakeErrorOutput(Process& process);
  void LookForEnd(const Ref<Process>& process);

  SharedMemory bells_;
  int wake_[2] = {-1, -1};

  std::mutex output_mutex_;  // while error output is read and passed on
  std::mutex mutex_;
  std::shared_ptr<const Processes> running_;              // guarded by mutex_
  std::atomic<uint64_t> changes_{1};                      // of running_
  std::multimap<uint64_t, std::function<void()>> tasks_;  // by when; guarded by mutex_
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_SUPERVISOR_H_
