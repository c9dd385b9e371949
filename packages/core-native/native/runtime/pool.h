// Where calls of one kind run: what the rest asks of a pool, whatever its lanes are. Lanes that are
// threads of this process have it by ThreadPool; a pool whose lanes live in other processes would
// write requests to them, and post what they answer.
//
// Every request that is submitted ends, or has a lane that can take it.
//
// Threads: any, with or without a GIL; a pool's mutex is never held while Python or JavaScript
// runs, nor while a thread waits for a GIL. Ownership: the runtime's, never freed. Shutdown:
// nothing is told to a pool; its lanes stop by themselves.
#ifndef PYLOOM_RUNTIME_POOL_H_
#define PYLOOM_RUNTIME_POOL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ref.h"
#include "runtime/pool_kind.h"

namespace pyloom {

class Interpreter;
class Lane;
class Request;

struct PoolStats {
  PoolKind kind;
  size_t size, max_size, queued, running, waiting;
};

struct LaneStats {
  uint32_t id;
  int32_t interpreter;
  PoolKind kind;
  bool busy, waiting, given_up;
  int contexts;
  uint64_t completed;
};

class Pool {
 public:
  explicit Pool(PoolKind kind) : kind(kind) {}
  virtual ~Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  const PoolKind kind;

  // Grows to what the largest client asked for; never shrinks below an earlier size.
  virtual void Configure(size_t size, size_t max_size) = 0;

  // Each request's pool is this one, by its lane and interpreter if it is bound to them.
  virtual void Submit(const Ref<Request>* requests, size_t count) = 0;
  // A request that was queued has been cancelled. What it held is let go of already; enough of them
  // are taken out of the queues.
  virtual void OnCancelled() = 0;
  // Whether the request has a place of its own that can take it at this moment: it is not run on
  // top of a lane that waits for it then.
  virtual bool HasFreePlaceFor(const Request& request) = 0;

  // A lane for a context to live on: the one with the fewest. Null: there is none to be had.
  virtual Lane* Reserve() = 0;
  virtual void Unreserve(Lane* lane) = 0;

  // Lets an idle lane of this interpreter, if there is one here, give up released references.
  virtual void Nudge(const Interpreter* interpreter) noexcept = 0;

  virtual void CollectStats(PoolStats* pool, std::vector<LaneStats>* lanes) = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_POOL_H_
