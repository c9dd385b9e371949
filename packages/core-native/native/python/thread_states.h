// Making thread states while tracemalloc may be stopped by somebody else.
#ifndef PYLOOM_PYTHON_THREAD_STATES_H_
#define PYLOOM_PYTHON_THREAD_STATES_H_

#include <mutex>

#include "python/api.h"
#include "python/gil.h"

namespace pyloom {

// A new thread has no GIL yet. While tracemalloc is on, the memory of its thread state goes through
// a hook that waits for the GIL; if tracemalloc is stopped meanwhile, the hook writes to a table
// that is gone (SIGSEGV, seen on CPython 3.9 to 3.13.0). So the two exclude each other. The hook
// waits for the GIL with the mutex held, therefore nobody may wait for the mutex with the GIL.
inline std::mutex& ThreadStateMutex() {
  static std::mutex mutex;
  return mutex;
}

// Any thread, without a GIL.
inline PyThreadState* NewThreadState(PyInterpreterState* interpreter) {
  std::lock_guard lock(ThreadStateMutex());
  return py.PyThreadState_New(interpreter);
}

// With the GIL, which it lets go of while it waits: runs `task` while no thread state is being
// made.
template <typename Task>
auto WithoutNewThreadStates(const Task& task) {
  std::unique_lock lock(ThreadStateMutex(), std::defer_lock);
  {
    GilRelease released;
    lock.lock();
  }
  return task();
}

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_THREAD_STATES_H_
