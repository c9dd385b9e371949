// A lane that is an OS thread of this process and runs Python in one interpreter, with one
// PyThreadState for life.
//
// Threads: everything marked "lane thread" on its own thread only; `top`, `interrupting` and the
// counters by anybody. Shutdown: threads are never joined. Once the runtime is exiting, a lane
// stops before it takes a GIL again.
#ifndef PYLOOM_RUNTIME_THREAD_LANE_H_
#define PYLOOM_RUNTIME_THREAD_LANE_H_

#include <atomic>

#include "python/api.h"
#include "runtime/call_caches.h"
#include "runtime/lane.h"

namespace pyloom {

class Interpreter;
class LoopLane;
class Runtime;
class ThreadPool;

class ThreadLane : public Lane {
 public:
  ThreadLane(uint32_t id, ThreadPool& pool);

  // Room for Python's recursion limit in nested callbacks, each of which costs C stack; only what
  // is used is ever backed by memory.
  static constexpr size_t kStackSize = size_t{256} << 20;

  // The lane that runs a request of an interpreter of this process; null: none does yet.
  static ThreadLane* RunnerOf(const Request& request) {
    return static_cast<ThreadLane*>(request.runner.load());
  }

  bool CanRun(const Request& request) const override;
  bool IsBusy() const override { return top.load() != nullptr; }
  void Cancel(const Ref<Request>& request) override;
  bool LookAfterCancelled(const Request&, uint64_t) override { return false; }

  // Lane thread, without a GIL and with it: makes itself at home in the interpreter, and leaves.
  void Attach(Interpreter* interpreter);
  void Detach();

  // Lane thread, GIL held. Runs a request to its end and posts the result.
  void Serve(Ref<Request> request) noexcept;

  // Lane thread, GIL held. The request on top of the stack.
  Request* current() const { return top.load(std::memory_order_relaxed); }
  // The same. On whose behalf Python code runs at this moment; null: nobody's.
  virtual Ref<Request> InCharge() const { return current(); }

  // Any thread with this interpreter's GIL.
  PyThreadState* thread_state() const { return state_; }

  // Any thread with this interpreter's GIL. Raises `Interrupted` there if `request` runs right now.
  // False when it was held back by a shield; `insist` overrides those that may be.
  bool InterruptIfRunning(Request& request, bool insist);
  // The same of what its event loop runs right now, for a request that keeps the loop: if that is
  // still what it ran when `begun` was this.
  bool InterruptLoop(Request& request, bool insist, uint32_t begun_before);
  // Whether the request, which runs here, is one among many that an event loop has under way.
  virtual bool HasAsTask(const Request&) const { return false; }

  // What an interrupt has to wait for. Only in a free-threaded Python a lane tells: elsewhere its
  // frames are looked at.
  enum class Shield : uint8_t {
    kNone,
    kPatient,  // something would be left half done; what takes very long is taken for a hang
    kFirm,     // others would wait for ever for what would be left half done
  };
  // Lane thread. Returns what there was, which is to be put back.
  Shield SwitchShield(Shield next);

  // Lane thread. The lane sits in a host call from now on, or no longer: its pool may start another
  // in its place.
  void BeginWait() noexcept;
  void EndWait() noexcept;
  // The same for the pool alone: of asyncio code, whose waits overlap and end on any thread.
  virtual void NoteWait(bool) noexcept {}
  // Lane thread, GIL held, within a wait: runs a request that came for this lane, on top of the
  // stack.
  virtual void ServeNested(Ref<Request> request) noexcept;
  // Lane thread. One that is to run on top of this host call, out of the pool's queues. Null:
  // others took it.
  Ref<Request> TakeNested(uint64_t host_call);

  // This lane, if it runs an event loop for its pool.
  virtual LoopLane* loop() { return nullptr; }

  std::atomic<Interpreter*> interpreter{nullptr};
  std::atomic<Request*> top{nullptr};
  std::atomic<Request*> interrupting{nullptr};
  std::atomic<bool> waiting{false};
  std::atomic<Shield> shield{Shield::kNone};
  // Bodies of modules and steps of event loops, of a free-threaded Python: whether it is still the
  // same that runs.
  std::atomic<uint32_t> begun{0};
  unsigned long thread_ident = 0;
  CallCaches caches;

 protected:
  // The result of the call below which no other runs is about to be posted.
  virtual void BeforeAnswer() noexcept {}
  // A request that was cancelled has come to its end here after all.
  virtual void EndStuck() noexcept {}

  ThreadPool& threads_;  // the pool
  PyThreadState* state_ = nullptr;

 private:
  template <typename Predicate>
  bool InterruptIf(const Predicate& predicate, Request& request, bool insist);
  void HandOver(Ref<Request> request);
  int CCallsOfNested() const;

  std::atomic<Request::Interrupt> last_sent_{Request::Interrupt::kNone};
  int c_calls_ = 0;  // that its thread may make, when nothing runs yet
  const char* stack_base_ = nullptr;
};

// Which lane (if any) this thread is.
extern thread_local ThreadLane* current_lane;

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_THREAD_LANE_H_
