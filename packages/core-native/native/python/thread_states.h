// Making thread states while tracemalloc may be stopped by somebody else.
#ifndef PYLOOM_PYTHON_THREAD_STATES_H_
#define PYLOOM_PYTHON_THREAD_STATES_H_

#include <condition_variable>
#include <mutex>

#include "python/api.h"
#include "python/gil.h"

namespace pyloom {

// A new thread has no GIL yet. While tracemalloc is on, the memory of its thread state goes through
// a hook that waits for the GIL; if tracemalloc is stopped meanwhile, the hook writes to a table
// that is gone (SIGSEGV, seen on CPython 3.9 to 3.13.0). So the two exclude each other.
//
// Threads: any. Its mutex is held for moments only, never across a call of CPython: what runs there
// may stop every thread, and one that waits for a mutex cannot be stopped. Whoever waits at the
// gate has no GIL, since those who are inside may need it.
class ThreadStateGate {
 public:
  static ThreadStateGate& Get() {
    static ThreadStateGate* const gate = new ThreadStateGate();  // leaked: lanes outlive statics
    return *gate;
  }

  void EnterMaking() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !closed_; });
    ++making_;
  }
  void LeaveMaking() {
    std::lock_guard lock(mutex_);
    if (--making_ == 0) changed_.notify_all();
  }
  void Close() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !closed_ && making_ == 0; });
    closed_ = true;
  }
  void Open() {
    std::lock_guard lock(mutex_);
    closed_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int making_ = 0;
  bool closed_ = false;
};

// Any thread, without a GIL.
inline PyThreadState* NewThreadState(PyInterpreterState* interpreter) {
  ThreadStateGate& gate = ThreadStateGate::Get();
  gate.EnterMaking();
  PyThreadState* state = py.PyThreadState_New(interpreter);
  gate.LeaveMaking();
  return state;
}

// With the GIL, which it lets go of while it waits: runs `task` while no thread state is being
// made.
template <typename Task>
auto WithoutNewThreadStates(const Task& task) {
  ThreadStateGate& gate = ThreadStateGate::Get();
  {
    GilRelease released;
    gate.Close();
  }
  auto result = task();
  gate.Open();
  return result;
}

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_THREAD_STATES_H_
