// A thread of a pool: started when the pool needs it, and started again when that has ended. What
// it does in between is a worker's or a loop's.
//
// Threads: the fields below "pool's mutex" by whoever holds that; everything else as ThreadLane.
#ifndef PYLOOM_RUNTIME_POOLED_LANE_H_
#define PYLOOM_RUNTIME_POOLED_LANE_H_

#include <deque>

#include "runtime/thread_lane.h"

namespace pyloom {

// An interpreter as its pool sees it. Guarded by the pool's mutex; lives as long as the pool.
struct Place {
  Interpreter* interpreter;
  // Whether everything that is remembered has been run there: only its first lane may be there
  // before.
  bool introduced;
  int active_lanes = 0;              // that are not waiting in a host call, or given up
  std::deque<Ref<Request>> queue{};  // what must run there, on whichever lane
};

class PooledLane : public ThreadLane {
 public:
  using ThreadLane::ThreadLane;

  // Under the pool's mutex. Starts the thread; without a place it gets itself a new interpreter.
  // False when the system refuses another thread.
  bool Start(Place* where);

  void NoteWait(bool is_waiting) noexcept override;
  bool LookAfterCancelled(const Request& request, uint64_t since) override;

  // How many requests run here.
  virtual size_t running() const = 0;

  // --- Guarded by the pool's mutex.
  Place* place = nullptr;  // null: its interpreter is not there yet
  bool alive = false;      // has a thread
  bool ending = false;     // the thread is on its way out
  // A lane that is stuck in C code is given up: it does not count until it comes back.
  enum class Stuck : uint8_t {
    kNot,
    kKeepsGil,   // nobody else can run in its interpreter: what is bound to it waits
    kForGood,    // and has waited for long: it is refused
    kLeavesGil,  // what is bound to it runs on another lane of its interpreter
  };
  Stuck stuck = Stuck::kNot;
  bool given_up() const { return stuck != Stuck::kNot; }
  int wait_depth = 0;

 protected:
  // A busy machine can keep the interrupter from a GIL that is free for hundreds of milliseconds;
  // what is bound to a lane that keeps its GIL is refused only after this.
  static constexpr uint64_t kGilPatience = 5'000'000'000;

  // With the GIL, until the thread is to end.
  virtual void Run() = 0;
  void EndStuck() noexcept override;

 private:
  void Main();
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_POOLED_LANE_H_
