// The thread that started CPython. It stays: it is Python's main thread in every interpreter
// (`threading`, `signal` and asyncio ask), and it creates the sub-interpreters. No code of the
// program's runs here that could keep it from that: what is told to all interpreters runs on the
// keeper of each.
//
// Threads: Run from any, blocking until done; the functions run on this thread, without a GIL.
#ifndef PYLOOM_RUNTIME_CONTROL_THREAD_H_
#define PYLOOM_RUNTIME_CONTROL_THREAD_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace pyloom {

class ControlThread {
 public:
  // False when the system refuses a thread. Once is enough.
  bool Start();
  // Instead: the calling thread is it, for good.
  [[noreturn]] void RunHere() { Main(); }
  void Post(std::function<void()> task);
  void Run(const std::function<void()>& task);

 private:
  [[noreturn]] void Main();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool started_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_CONTROL_THREAD_H_
