// A JavaScript thread that runs Python in callSync, as Python sees it: one PyThreadState for life,
// whichever copies of the package the thread has loaded. Python finds a thread by its number alone,
// so that a second state of the same thread could get what was raised for the first.
//
// Threads: its JavaScript thread only, but for the static functions. Made with the first sync lane
// of its thread, freed with the last.
#ifndef PYLOOM_RUNTIME_SYNC_THREAD_H_
#define PYLOOM_RUNTIME_SYNC_THREAD_H_

#include <atomic>
#include <chrono>
#include <vector>

#include "python/api.h"

namespace pyloom {

class Interpreter;
class Mailbox;
class Runtime;
class SyncLane;

class SyncThread final {
 public:
  // This thread's, with one more lane.
  static SyncThread* Join(SyncLane* lane, bool is_main_thread);
  // The last lane's leaving frees it. The state is given up on the control thread: a JavaScript
  // thread that ends must not wait for a GIL.
  void Part(SyncLane* lane);

  // Takes and gives up the GIL; calls may nest, by whichever lanes. False: the process is ending,
  // and this worker thread must not be in Python then.
  bool Enter();
  void Leave();

  // The lane of another copy of the package in this thread, or of the same one; null: the
  // mailbox is another thread's.
  SyncLane* LaneOf(const Mailbox* mailbox) const;

  // Raises `Interrupted` in whatever runs in worker threads' callSync now. For the end of the
  // process, which waits until its worker threads have ended: nothing but this ends a Python loop
  // there. With the main interpreter's GIL; any thread.
  static void InterruptWorkers(const Interpreter& main);
  // From here on no worker thread enters Python. Whether there are any inside callSync still when
  // the time is up. Any thread, without a GIL.
  static bool WorkersStayBusy(std::chrono::milliseconds patience);

  // Whether the main JavaScript thread is inside callSync. Any thread.
  static bool IsMainBusy();
  // Raises KeyboardInterrupt in what it runs there. With the main interpreter's GIL; any thread.
  static void InterruptMain();

 private:
  SyncThread(Runtime& runtime, bool is_main);
  ~SyncThread();

  Runtime& runtime_;
  const bool is_main_;
  std::vector<SyncLane*> lanes_;
  PyThreadState* state_ = nullptr;
  std::atomic<unsigned long> ident_{0};
  std::atomic<int> depth_{0};  // of calls: host functions may call again
  std::atomic<bool> interrupted_{false};
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_SYNC_THREAD_H_
