// Where one call runs at a time, or, on an event loop, many side by side: what the rest asks of a
// lane, be it a thread (ThreadLane) or something in another process.
//
// Threads: any. Ownership: lanes belong to the runtime's table and are never freed, since a
// cancelled request may still name one. Shutdown: a lane is never waited for.
#ifndef PYLOOM_RUNTIME_LANE_H_
#define PYLOOM_RUNTIME_LANE_H_

#include <atomic>
#include <cstdint>

#include "base/ref.h"
#include "runtime/request.h"

namespace pyloom {

class Pool;

class Lane {
 public:
  Lane(uint32_t id, Pool& pool) : id(id), pool(pool) {}
  virtual ~Lane() = default;
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  const uint32_t id;
  Pool& pool;

  // Whether the request may run here.
  virtual bool CanRun(const Request& request) const = 0;
  // Whether anything runs here at this moment.
  virtual bool IsBusy() const = 0;

  // A request that runs here was cancelled: it is to end soon.
  virtual void Cancel(const Ref<Request>& request) = 0;
  // It was cancelled at that time, and has not ended. From the watch's thread, without a GIL, again
  // and again; false when there is nothing more to be done about it.
  virtual bool LookAfterCancelled(const Request& request, uint64_t since) = 0;

  std::atomic<uint64_t> completed{0};

  int contexts = 0;  // that live here; guarded by the pool's mutex
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LANE_H_
