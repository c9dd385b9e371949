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
#include "platform/readiness.h"
#include "platform/shared_memory.h"
#include "processes/error_output.h"
#include "processes/process.h"

namespace pyloom {

class Supervisor final : public Inlet {
 public:
  static Supervisor& Get();

  // What it needs, once. False with `error`: the system refuses it, at this moment.
  bool Open(std::string* error);

  // By which all processes tell this one that they have written something.
  Doorbell& bell() { return bell_; }

  void Start(const Ref<Process>& process);
  // It is to leave; if it does not, it is ended.
  void End(const Ref<Process>& process);
  // Signals for what a cancelled request runs, as long as it has not ended.
  void StopUnlessFinished(const Ref<Process>& process, const Ref<Request>& request, uint64_t since,
                          uint64_t patience);

  // A task for its second thread, at that time. Not later than the end of the process that it is
  // about, after which it is dropped.
  void At(uint64_t due, std::function<void()> task, const Process* about = nullptr);

  // As this process ends: what was written to stderr until now goes on to its own.
  static void ForwardErrorOutput();

  void BeginWatch() override { bell().BeginWatch(); }
  void Look() override;
  void EndWatch() override;

 private:
  Supervisor() = default;
  using Processes = std::vector<Ref<Process>>;

  void Listen();
  bool HasData();
  // The processes that run. As this thread has seen them last, until it forgets that: those that
  // have ended are not to be kept.
  std::shared_ptr<const Processes> Running();
  std::shared_ptr<const Processes> Seen();
  void Change(const std::function<void(Processes*)>& change);
  // Whether so many calls lie ready there that more answers come soon.
  bool Read(const Ref<Process>& process);

  void Post(const Ref<Process>& about, std::function<void()> task);
  enum class Stop : uint8_t { kInterrupt, kKill };
  void StopAt(uint64_t due, Stop stop, const Ref<Process>& process,
              const Ref<Request>& unless_finished, uint64_t patience);
  void Supervise();
  int RunTasks();
  void StartNow(const Ref<Process>& process);
  void LookForEnd(const Ref<Process>& process);

  struct Task {
    std::function<void()> run;
    const Process* about;
  };

  SharedMemory bells_;
  Doorbell bell_;
  Readiness readiness_;
  ErrorOutput error_output_;

  std::mutex mutex_;
  bool has_bell_ = false, listens_ = false,
       supervises_ = false;  // guarded by mutex_, as is all below
  std::shared_ptr<const Processes> running_ = std::make_shared<const Processes>();
  std::atomic<uint64_t> changes_{1};     // of running_
  std::multimap<uint64_t, Task> tasks_;  // by when
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_SUPERVISOR_H_
