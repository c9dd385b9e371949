// A lane that is a process, started when the pool needs it, and anew when that has ended.
//
// Threads: as any lane; the fields by whoever holds the pool's mutex.
#ifndef PYLOOM_PROCESSES_PROCESS_LANE_H_
#define PYLOOM_PROCESSES_PROCESS_LANE_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "processes/process.h"
#include "runtime/lane.h"

namespace pyloom {

class ProcessPool;

// How a process ended, for those whose calls it took with it.
struct Crash {
  int pid;
  ProgramEnd end;
  std::string report, last_words;
};

class ProcessLane final : public Lane {
 public:
  ProcessLane(uint32_t id, ProcessPool& pool);

  bool CanRun(const Request& request) const override;
  bool IsBusy() const override { return false; }  // nothing of this process is busy
  void Cancel(const Ref<Request>& request) override;
  bool LookAfterCancelled(const Request& request, uint64_t since) override;

  ProcessPool& processes;

  // --- Guarded by the pool's mutex.
  Ref<Process> process;            // null: none runs
  std::deque<Ref<Request>> queue;  // what must run here
  std::vector<uint64_t> restarts;  // when; the last ones
  uint64_t restarted = 0;
  std::shared_ptr<const Crash> last_crash;
  size_t packages = 0;  // whose coroutines run here
  bool is_home = false;
};

// The part of a process lane that a context keeps to: one of its threads.
class ContextLane final : public Lane {
 public:
  ContextLane(uint32_t id, ProcessPool& pool);

  bool CanRun(const Request&) const override { return false; }
  bool IsBusy() const override { return false; }
  void Cancel(const Ref<Request>&) override {}
  bool LookAfterCancelled(const Request&, uint64_t) override { return false; }

  // --- Guarded by the pool's mutex.
  Ref<Process> process;  // null: it is free, or its process has ended
  bool taken = false;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_PROCESS_LANE_H_
