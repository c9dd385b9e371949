// The one CPython of the process.
//
// Threads: any, unless noted. Ownership: one object for the life of the process, never destroyed:
// lanes may be inside Python when the process ends. Shutdown: Exit, from the main JavaScript thread
// as the process ends: running requests are interrupted, Python's streams flushed if that is
// possible in time, and lanes stop before they take a GIL again. CPython is not finalised.
#ifndef PYLOOM_RUNTIME_RUNTIME_H_
#define PYLOOM_RUNTIME_RUNTIME_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "messages/mailbox.h"
#include "runtime/broadcast_watch.h"
#include "runtime/control_thread.h"
#include "runtime/function_key.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/lane_table.h"
#include "runtime/loop_pool.h"
#include "runtime/request.h"
#include "runtime/session.h"
#include "runtime/stuck_lane_watch.h"
#include "runtime/worker_pool.h"

namespace pyloom {

struct RuntimeOptions {
  std::string library;  // libpython
  std::string
      executable;  // what CPython is to take itself for: it finds its prefix and a venv by it
  std::string python_folder;  // where the package pyloom lies
  bool isolate_libraries = true;
  std::string description;  // for people: '3.13.0 (/usr/bin/python3)'
  Interpreter::Install install = nullptr;
};

// The runtime started, or did not. `error` is empty when it did.
class StartedMessage final : public Message {
 public:
  StartedMessage() : Message(Type::kStarted) {}
  std::string error;
};

// Something to tell the user that belongs to no call.
class WarningMessage final : public Message {
 public:
  explicit WarningMessage(std::string text) : Message(Type::kWarning), text(std::move(text)) {}
  const std::string text;
};

class Runtime {
 public:
  static Runtime& Get();

  // The first call starts CPython, on a thread of its own; every caller gets a StartedMessage. A
  // call that asks for another CPython than the one that was started first gets none: the
  // description of that one is returned, empty otherwise.
  std::string Start(const RuntimeOptions& options, const Ref<Mailbox>& mailbox);
  bool started() const { return started_.load(); }
  // Of the CPython that was asked for first, from then on; empty before.
  std::string loaded_executable();
  // '3.13.0 (/usr/bin/python3)'; the same.
  std::string started_description();

  Interpreter* main_interpreter() const { return main_.load(); }
  Interpreter* FindInterpreter(uint32_t id);
  // Where objects live that callers know by that number: an interpreter, or one of another process.
  ObjectSpace* FindSpace(uint32_t number);
  // One of another process, for good. Gives it its number.
  void AddSpace(ObjectSpace* space);
  // Those that have been introduced.
  std::vector<Interpreter*> Interpreters();
  // A new sub-interpreter with its own GIL. Blocks until it is there; null (after a warning) when
  // CPython refuses. The first lane in it then calls Introduce.
  Interpreter* CreateInterpreter(ThreadPool& pool);
  // On the lane's thread, with its GIL: makes all calls there that are remembered.
  void Introduce(ThreadLane& lane);

  // Later, on the control thread, with the main interpreter's GIL. Not at all once the process is
  // ending.
  void OnMainInterpreter(std::function<void()> task);

  // For a process that got its CPython from whoever started it: the calling thread has the GIL.
  // What is wrong, or nothing; the GIL is free then. `number` is by which callers know the objects
  // here.
  std::string Adopt(const RuntimeOptions& options, uint32_t number);
  // The same thread afterwards: it stays Python's main thread, and does what is to be done there.
  [[noreturn]] void StayMainThread() { control_.RunHere(); }

  // Where it runs: in this process by its kind, or where its session's calls run.
  Pool& PoolOf(const Request& request);
  // The pool of processes that it is for; null: it is for a thread of this one.
  static RemotePool* RemoteOf(const Request& request);
  // What is remembered for interpreters to come, in order, for processes to come.
  struct Remembered {
    std::string key;
    uint64_t number;  // counts up: what an interpreter has seen is a number
    Ref<Request> call;
  };
  std::vector<Remembered> RememberedCalls();
  Pool& pool(PoolKind kind) { return *pools_[static_cast<int>(kind)]; }
  WorkerPool& home() { return home_; }
  LoopPool& home_loops() { return home_loops_; }

  // Lets an idle lane of the interpreter give up what was released there, from any thread.
  void Nudge(Interpreter* interpreter);

  // From any thread; a JavaScript thread's requests of one turn together.
  void Submit(std::vector<Ref<Request>> requests);
  // True: it had not begun, and nobody will answer it.
  bool Cancel(const Ref<Request>& request);
  // A JavaScript thread ends: nobody waits for its requests any more.
  void CloseMailbox(const Ref<Mailbox>& mailbox, const std::vector<Ref<Request>>& requests);

  // Makes a call in every interpreter that is there. The result is that of the main interpreter, or
  // the first error. With a key it is remembered and made in interpreters to come as well, in
  // order; the same key replaces an earlier call; an error in another interpreter than the main one
  // is a warning then, since those to come cannot reject either.
  void CallEverywhere(const Ref<Request>& call, const std::string& key);
  void Forget(const std::string& key);
  // Unless another call has replaced the one of that number.
  void Forget(const std::string& key, uint64_t number);

  // Of a free-threaded build: an import can have switched the GIL on. As the Python half has noted
  // it.
  bool gil_enabled() const { return gil_enabled_.load(std::memory_order_relaxed); }
  // With the GIL or attached.
  void NoteGil();

  void Warn(const std::string& text);
  void WarnStuck(PoolKind kind, size_t max_size, size_t queued);

  void Exit();
  // After Exit, if nothing is left for JavaScript to do but what takes `rest`: Node would wait
  // until its worker threads have ended, but no one of them ends that is in C code. Returns where
  // none is, or where there is a rest.
  void ExitPastWorkers(int code, std::chrono::milliseconds rest);
  bool exiting() const { return exiting_.load(std::memory_order_acquire); }
  // Does not return then. Without a GIL.
  void StopIfExiting();

  LaneTable lanes;
  FunctionKeyTable keys;
  HostCallTable host_calls;
  SessionTable sessions;
  BroadcastWatch broadcast_watch;

 private:
  Runtime() = default;
  // Whatever pool was named, a request that is bound to a lane or an interpreter goes to the pool
  // that has it. False: there is none, and it has been refused.
  bool Route(const Ref<Request>& request);
  void NoteProcess(Request& request);
  // True: a waiting lane of the chain runs it. Else `busy` is the host call of the first such lane
  // that has something else to run at this moment, if there is one.
  bool NestInChain(const Ref<Request>& request, Ref<HostCall>* busy);
  void BeginStart();
  std::string StartPython();
  // With the GIL, once there is a CPython.
  std::string MakeMainInterpreter(uint32_t number);
  void Repeat(const Remembered& remembered, ThreadLane& lane);

  RuntimeOptions options_;
  ControlThread control_;
  WorkerPool home_{PoolKind::kHome, *this};
  WorkerPool work_{PoolKind::kWork, *this};
  LoopPool home_loops_{PoolKind::kAsyncHome, *this};
  LoopPool work_loops_{PoolKind::kAsyncWork, *this};
  Pool* const pools_[kPoolKinds] = {&home_, &work_, &home_loops_, &work_loops_};  // by their kind
  std::atomic<Interpreter*> main_{nullptr};
  PyThreadState* control_state_ = nullptr;  // of the control thread, in the main interpreter
  std::atomic<bool> started_{false};
  std::atomic<bool> exiting_{false};
  std::atomic<bool> warned_stuck_{false};
  std::atomic<bool> gil_enabled_{true};
  bool prepared_for_interpreters_ = false;  // control thread

  std::mutex mutex_;
  std::vector<std::unique_ptr<Interpreter>> interpreters_;  // guarded by mutex_, as is all below
  std::vector<ObjectSpace*> spaces_;                        // of other processes
  std::vector<Remembered> remembered_;
  uint64_t last_remembered_ = 0;
  std::vector<Ref<Mailbox>> waiting_for_start_;
  bool start_begun_ = false;
  bool library_loaded_ = false;  // for good: what fails from here on fails for ever
  std::string start_error_;

  StuckLaneWatch watch_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_RUNTIME_H_
