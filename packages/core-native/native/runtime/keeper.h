// Looks after one interpreter: makes the calls there that are made in every interpreter (module
// definitions, reloads, settings), one after the other. On a thread of its own, since the
// interpreter's lanes may be busy for long; interruptible like a lane. The thread ends when there
// has been nothing to do for a while.
//
// A call that does not end holds up those behind it for a moment only: while they wait, a second
// thread stands by, and goes on in the first one's place when its patience is over.
//
// Threads: Submit from any, with or without a GIL. Lives as long as its interpreter, for good.
#ifndef PYLOOM_RUNTIME_KEEPER_H_
#define PYLOOM_RUNTIME_KEEPER_H_

#include <deque>
#include <mutex>
#include <vector>

#include "platform/steady_condition.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;
class KeeperLane;

class Keeper {
 public:
  explicit Keeper(Interpreter* interpreter);
  ~Keeper();

  // Runs them in the order in which they come.
  void Submit(Ref<Request> request);

 private:
  // What the thread does whose turn it is.
  void Main(uint64_t turn);
  // Null: nothing has come for a while, or it is another thread's turn. The thread ends.
  Ref<Request> Wait(uint64_t turn);
  void StandBy();
  KeeperLane* TakeLane();

  Interpreter* const interpreter_;

  std::mutex mutex_;
  SteadyCondition changed_;
  std::deque<Ref<Request>> queue_;  // guarded by mutex_, as is all below
  std::vector<KeeperLane*> lanes_;  // that no thread uses at this moment
  uint64_t turn_ = 0;               // counts up
  uint64_t began_ = 0;              // when the call began that the thread runs; 0: it runs none
  bool running_ = false;
  bool standing_by_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_KEEPER_H_
