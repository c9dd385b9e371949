// A lane that runs an event loop, on which coroutines run side by side. The Python half runs the
// loop (pyloom._loop); here is how requests reach it, and what happens when there is none to be
// had.
#ifndef PYLOOM_RUNTIME_LOOP_LANE_H_
#define PYLOOM_RUNTIME_LOOP_LANE_H_

#include "runtime/loop_inbox.h"
#include "runtime/pooled_lane.h"

namespace pyloom {

class LoopPool;

class LoopLane final : public PooledLane {
 public:
  LoopLane(uint32_t id, LoopPool& pool);

  bool IsBusy() const override { return active.load() > 0; }
  void Cancel(const Ref<Request>& request) override;
  bool LookAfterCancelled(const Request& request, uint64_t since) override;
  size_t running() const override { return static_cast<size_t>(active.load()); }

  Ref<Request> InCharge() const override;
  bool HasAsTask(const Request& request) const override { return top.load() != &request; }
  // The wait of one coroutine does not come to an end for the others.
  void ServeNested(Ref<Request> request) noexcept override { Serve(std::move(request)); }
  LoopLane* loop() override { return this; }

  // Its thread: the loop has come to its next turn.
  void OnTurn() noexcept { EndStuck(); }

  const Ref<LoopInbox> inbox;
  // Requests that run here, or are on their way into the loop.
  std::atomic<int> active{0};

 protected:
  void Run() override;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LOOP_LANE_H_
