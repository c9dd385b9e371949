// A lane that is a process, started when the pool needs it, and anew when that has ended.
//
// Threads: as any lane; the fields by whoever holds the pool's mutex.
#ifndef PYLOOM_PROCESSES_PROCESS_LANE_H_
#define PYLOOM_PROCESSES_PROCESS_LANE_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "processes/crash.h"
#include "processes/process.h"
#include "runtime/lane.h"

namespace pyloom {

class ProcessPool;

class ProcessLane final : public Lane {
 public:
  ProcessLane(uint32_t id, ProcessPool& pool);

  bool CanRun(const Request& request) const override;
  bool IsBusy() const override { return false; }  // nothing of this process is busy
  void Cancel(const Ref<Request>& request) override;
  bool LookAfterCancelled(const Request& request, uint64_t since) override;

  ProcessPool& processes;

  // For another session. With the pool's mutex.
  void Reset();

  // --- Guarded by the pool's mutex.
  Ref<Process> process;            // null: none runs
  std::deque<Ref<Request>> queue;  // what must run here
  std::vector<uint64_t> restarts;  // when; the last ones
  uint64_t restarted = 0;
  // What became of the last one: why it could not be started, otherwise how it ended.
  std::string last_error;
  std::shared_ptr<const Crash> last_crash;
  uint64_t last_failure = 0;  // when the last one could not be started; 0: never
  size_t packages = 0;        // whose coroutines run here
  bool is_home = false;
  bool is_isolated = false;  // for one context at a time, or kept warm for one
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
  Ref<Process> process;  // null: it is free, or has none, and `why_none` says why
  std::string why_none;
  bool taken = false;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_PROCESS_LANE_H_
