// Lanes that run event loops: coroutines run side by side on one loop, and all those of a package
// on the same one, so that they may share locks and sessions.
#ifndef PYLOOM_RUNTIME_LOOP_POOL_H_
#define PYLOOM_RUNTIME_LOOP_POOL_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/loop_lane.h"
#include "runtime/thread_pool.h"

namespace pyloom {

class LoopPool final : public ThreadPool {
 public:
  using ThreadPool::ThreadPool;

  void Submit(const Ref<Request>* requests, size_t count) override;
  // Whether the request's loop takes requests at this moment.
  bool HasFreePlaceFor(const Request& request) override;
  void Nudge(const Interpreter* interpreter) noexcept override;

  // The lane whose loop awaits what __main__ got from this package, -1 when there is none to be
  // had. A package that has no loop yet shares that of __main__ from then on.
  int32_t LoopOfAwaited(const std::string& package);

  void OnThreadWait(bool) noexcept override {}
  // One of its coroutines keeps the loop, or something nested does: what it has not begun goes to
  // other loops.
  void OnStuck(PooledLane* lane, const Request& request, PooledLane::Stuck stuck) override;
  Ref<Request> TakeNested(ThreadLane* lane, uint64_t host_call) override;

 protected:
  PooledLane* NewLane() override;
  void RefuseWaiting(PooledLane* lane, std::string_view why) override;
  size_t CountQueued() const override;
  size_t CountWaiting() const override { return 0; }  // what is on its way into a loop runs
  void SweepCancelled(std::vector<Ref<Request>>* swept) override;

 private:
  void SubmitToLoop(const Ref<Request>& request);
  // What the lane's loop has not begun.
  std::vector<Ref<Request>> TakeFrom(PooledLane* lane);
  LoopLane* LoopFor(const Request& request);
  LoopLane* LoopIn(Place* place);
  LoopLane* LoopOfPackage(const std::string& package);
  LoopLane* LeastLoadedLoop();
  LoopLane* FindLoop(uint32_t id) const;
  LoopLane* StartLoop(Place* place);

  std::vector<LoopLane*> loops_;  // the pool's lanes
  // By the topmost package.
  std::unordered_map<std::string, LoopLane*> loop_of_package_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LOOP_POOL_H_
