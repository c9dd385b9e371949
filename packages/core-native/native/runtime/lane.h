// One OS thread that runs Python in one interpreter, with one PyThreadState for life.
//
// Threads: Main and everything marked "lane thread" on its own thread only; the fields under
// "pool's mutex" by whoever holds that; `top`, `interrupting` and the counters by anybody.
// Ownership: lanes belong to the runtime and are never freed (a cancelled request may still name
// one); one whose thread has ended is started again when its pool needs another. Shutdown: threads
// are never joined. Once the runtime is exiting, a lane stops before it takes a GIL again.
#ifndef PYLOOM_RUNTIME_LANE_H_
#define PYLOOM_RUNTIME_LANE_H_

#include <atomic>
#include <deque>
#include <memory>
#include <unordered_map>

#include "base/steady_condition.h"
#include "runtime/call_caches.h"
#include "runtime/interpreter.h"
#include "runtime/request.h"

namespace pyloom {

class AsyncInbox;
class Pool;

class Lane {
 public:
  enum class Role : uint8_t {
    kPool,    // takes its pool's requests
    kKeeper,  // an interpreter's keeper's, which runs what that is given; its pool does not count
              // it
  };
  Lane(uint32_t id, Pool* pool, Role role);
  ~Lane();

  const uint32_t id;
  Pool* const pool;
  const Role role;

  // Starts the thread. `interpreter` may be null: the thread then gets itself a new one.
  bool Start(Interpreter* interpreter);

  // Room for Python's recursion limit in nested callbacks, each of which costs C stack; only what
  // is used is ever backed by memory.
  static constexpr size_t kStackSize = size_t{256} << 20;

  // Its thread, without a GIL and with it: makes itself at home in the interpreter, and leaves.
  void Attach(Interpreter* interpreter);
  void Detach();

  // Lane thread, GIL held. Runs a request to its end and posts the result; also nested ones, on top
  // of the stack.
  void Serve(Ref<Request> request) noexcept;

  // Lane thread, GIL held. The request on top of the stack, for everything that asks "on whose
  // behalf?".
  Request* current() const { return top.load(std::memory_order_relaxed); }

  // Any thread with this interpreter's GIL.
  PyThreadState* thread_state() const { return state_; }

  // Any thread with this interpreter's GIL. Raises `Interrupted` there if `request` runs right now.
  // False when it was held back by a shield, which `insist` overrides.
  bool InterruptIfRunning(Request& request, bool insist);

  // Lane thread. What runs in between would leave something half done behind; they nest. Only a
  // free-threaded Python needs them: elsewhere the lane's frames are looked at instead.
  void BeginShield();
  void EndShield();

  // The lane sits in a host call from now on, or no longer: its pool may start another in its
  // place.
  void BeginWait();
  void EndWait();

  std::atomic<Interpreter*> interpreter{nullptr};
  std::atomic<Request*> top{nullptr};
  std::atomic<Request*> interrupting{nullptr};
  std::atomic<uint64_t> completed{0};
  std::atomic<bool> waiting{false};
  std::atomic<int> shields{0};
  unsigned long thread_ident = 0;
  CallCaches caches;

  // --- Guarded by the pool's mutex.
  std::deque<Ref<Request>> queue;  // bound to this lane: contexts
  SteadyCondition wake;
  bool alive = false;      // has a thread
  bool ending = false;     // the thread is on its way out
  bool idle = false;       // sleeps in Pool::WaitForWork
  bool signalled = false;  // was told to wake up
  bool arriving = false;   // was woken and has not taken a request yet
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
  int contexts = 0;
  // Its thread alone: it has answered a request and not looked for the next one yet.
  bool looking = false;

  // Requests that run here; of an asyncio lane many at once.
  std::atomic<int> active{0};

  // Of an asyncio lane only; it never changes.
  Ref<AsyncInbox> inbox;

 private:
  void Main();
  void ServeQueue();  // worker lanes
  void ServeLoop();   // asyncio lanes
  void HandOver(Ref<Request> request);
  int CCallsOfNested() const;
  PyThreadState* state_ = nullptr;
  int c_calls_ = 0;  // that its thread may make, when nothing runs yet
  const char* stack_base_ = nullptr;
};

// Which lane (if any) this thread is.
extern thread_local Lane* current_lane;

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_LANE_H_
