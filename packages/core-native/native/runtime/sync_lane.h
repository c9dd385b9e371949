// callSync: Python on the JavaScript thread itself, in the main interpreter.
//
// Threads: its JavaScript thread only. One per environment, with one PyThreadState for life; it
// ends with its environment.
#ifndef PYLOOM_RUNTIME_SYNC_LANE_H_
#define PYLOOM_RUNTIME_SYNC_LANE_H_

#include <atomic>
#include <functional>
#include <vector>

#include "runtime/call_caches.h"
#include "runtime/request.h"

namespace pyloom {

// A host function called within callSync.
struct SyncHostCall {
  uint32_t session;
  uint32_t function;
  bool has_keywords;
  const WireWriter* arguments;
  Attachments* attachments;
};

// What it answered.
struct SyncReply {
  bool is_error = false;
  const uint8_t* bytes = nullptr;
  size_t length = 0;
  Beside beside;
};

class SyncLane {
 public:
  // `call_host` calls a JavaScript function, on this thread, without a GIL. False: the thread is
  // being terminated.
  using CallHost = std::function<bool(const SyncHostCall& call, SyncReply* reply)>;
  SyncLane(Environment* environment, CallHost call_host);
  ~SyncLane();

  // With the GIL for the duration of `work`.
  template <typename Work>
  void WithPython(const Work& work) {
    Enter();
    work();
    Leave();
  }

  Environment* const environment;
  const CallHost call_host;
  CallCaches caches;
  // On whose behalf the innermost call runs.
  Session* session = nullptr;
  // Functions that were bound once, for hot loops.
  std::vector<PyOwned> bound;

  // Raises `Interrupted` in whatever runs in worker threads' callSync now. For the end of the
  // process, which waits until its worker threads have ended: nothing but this ends a Python loop
  // there. With the main interpreter's GIL; any thread.
  static void InterruptWorkers();

  // Whether the main JavaScript thread is inside callSync. Any thread.
  static bool IsMainBusy();
  // Raises KeyboardInterrupt in what it runs there. With the main interpreter's GIL; any thread.
  static void InterruptMain();

 private:
  void Enter();
  void Leave();
  PyThreadState* state_ = nullptr;
  unsigned long thread_ident_ = 0;
  std::atomic<int> depth_{0};  // of calls: host functions may call again
  std::atomic<bool> interrupted_{false};
};

// Set while this thread runs Python inside callSync.
extern thread_local SyncLane* current_sync_lane;

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_SYNC_LANE_H_
