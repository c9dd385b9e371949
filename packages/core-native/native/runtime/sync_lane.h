// callSync: Python on the JavaScript thread itself, in the main interpreter.
//
// Threads: its JavaScript thread only. One for each copy of the package in it,
// with which it ends.
#ifndef PYLOOM_RUNTIME_SYNC_LANE_H_
#define PYLOOM_RUNTIME_SYNC_LANE_H_

#include <functional>
#include <vector>

#include "runtime/call_caches.h"
#include "runtime/request.h"
#include "runtime/sync_thread.h"

namespace pyloom {

class Runtime;

// A host function called within callSync.
struct SyncHostCall {
  uint32_t session;
  uint32_t function;
  bool has_keywords;
  const WireWriter* arguments;
  OutgoingAttachments* attachments;
};

// What it answered.
struct SyncReply {
  bool is_error = false;
  const uint8_t* bytes = nullptr;
  size_t length = 0;
  IncomingAttachments incoming;
};

// How such a call came out that was tried without a message.
enum class Direct : uint8_t {
  kNotTried,  // the arguments are more than a few scalars
  kEnding,    // the thread is being terminated
  kValue,
  kReply,  // an error, or no scalar
};

class SyncLane {
 public:
  // The ways into JavaScript, on this thread and without a GIL, but for the one that says so.
  struct JavaScript {
    // Calls a function. False: the thread is being terminated.
    std::function<bool(const SyncHostCall& call, SyncReply* reply)> call_host;
    // With the GIL, which it lets go of meanwhile. Numbers, booleans, None and short texts go
    // across as they are; null and a Python error where a value cannot be made.
    std::function<Direct(uint32_t session, uint32_t function, PyObject* const* arguments,
                         size_t count, PyOwned* value, SyncReply* reply)>
        call_host_with_scalars;
    // False: the thread is being terminated. Nothing tells a thread that waits in native code.
    std::function<bool()> still_runs;
  };
  SyncLane(Runtime& runtime, Mailbox* mailbox, bool is_main_thread, JavaScript javascript);
  ~SyncLane();
  SyncLane(const SyncLane&) = delete;
  SyncLane& operator=(const SyncLane&) = delete;

  // With the GIL for the duration of `work`. False: the process is ending, nothing was done.
  template <typename Work>
  [[nodiscard]] bool WithPython(const Work& work) {
    if (!Enter()) return false;
    work();
    Leave();
    return true;
  }

  // The lane of a copy of the package in this thread; null: the mailbox is another thread's.
  SyncLane* OnThisThread(const Mailbox* of) const { return thread_->LaneOf(of); }

  // With the GIL. Functions that were bound once, for hot loops, by number.
  uint32_t Bind(PyOwned function);
  void Unbind(uint32_t index);  // without the GIL
  PyObject* bound(uint32_t index) const {
    return index < bound_.size() ? bound_[index].get() : nullptr;
  }

  Runtime& runtime;
  Mailbox* const mailbox;
  const JavaScript javascript;
  CallCaches caches;
  // On whose behalf the innermost call runs.
  Session* session = nullptr;

 private:
  bool Enter();
  void Leave();

  SyncThread* const thread_;
  std::vector<PyOwned> bound_;
  std::vector<uint32_t> unbound_;  // free places in it
};

// Set while this thread runs Python inside callSync.
extern thread_local SyncLane* current_sync_lane;

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_SYNC_LANE_H_
