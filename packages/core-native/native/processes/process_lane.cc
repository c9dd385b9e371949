#include "processes/process_lane.h"

#include "processes/process_pool.h"
#include "processes/supervisor.h"

namespace pyloom {

ProcessLane::ProcessLane(uint32_t id, ProcessPool& pool) : Lane(id, pool), processes(pool) {}

void ProcessLane::Reset() {
  is_home = is_isolated = false;
  restarts.clear();
  restarted = 0;
  last_error.clear();
  last_crash = nullptr;
  last_failure = 0;
  packages = 0;
  completed.store(0);
}

bool ProcessLane::CanRun(const Request& request) const { return processes.CanRun(*this, request); }

void ProcessLane::Cancel(const Ref<Request>& request) { processes.Cancel(request); }

// Its own process interrupts it. Where that does not help, signals do.
bool ProcessLane::LookAfterCancelled(const Request& request, uint64_t since) {
  if (const Ref<Process> process = processes.ProcessOf(request, *this)) {
    Supervisor::Get().StopUnlessFinished(process, const_cast<Request*>(&request), since,
                                         processes.kill_after());
  }
  return false;
}

ContextLane::ContextLane(uint32_t id, ProcessPool& pool) : Lane(id, pool) {}

}  // namespace pyloom
