// Lanes that are processes: a session's own, with the Python that it asked for.
//
// Calls wait here until a process is free, but for as many as keep it from running dry: those lie
// in its memory, marked as not begun, and are taken back for another process that has nothing to
// do, or when theirs has died. A call that may have begun is never run twice.
//
// process_pool.cc has the queues and what is sent, process_pool_all.cc which pools there are,
// process_pool_lives.cc starts and ends, process_pool_replacing.cc ends between calls,
// process_pool_contexts.cc contexts and figures, process_pool_isolated.cc contexts with a process
// of their own, process_pool_letters.cc what comes back, process_pool_broadcast.cc what every
// process gets.
//
// Threads: any; one mutex guards the scheduling. It is held while letters are written, which never
// waits. Never freed: a pool whose session is closed is another session's later.
#ifndef PYLOOM_PROCESSES_PROCESS_POOL_H_
#define PYLOOM_PROCESSES_PROCESS_POOL_H_

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "processes/process_lane.h"
#include "runtime/host_call.h"
#include "runtime/remote_pool.h"
#include "runtime/session.h"

namespace pyloom {

class Everywhere;
class Runtime;

struct ProcessOptions {
  std::string executable;
  std::string addon;          // this very file
  std::string python_folder;  // where the package pyloom lies
  std::string folder;         // its working folder; empty: this process's
  std::vector<std::string> environment;
  std::vector<std::pair<std::string, uint64_t>> limits;
  uint64_t kill_after = 0;  // nanoseconds
  uint32_t max_restarts = 0;
  uint64_t max_calls = 0;   // 0: no bound
  uint64_t max_memory = 0;  // bytes; 0: no bound
};

struct ProcessStats {
  LaneStats lane;
  int pid;
  uint64_t resident, restarts;
};

class ProcessPool final : public RemotePool {
 public:
  explicit ProcessPool(Runtime& runtime) : RemotePool(PoolKind::kWork), runtime(runtime) {}
  Runtime& runtime;

  // One that no session has.
  static ProcessPool* Take(Runtime& runtime);
  // From the JavaScript thread whose session it is.
  void Open(ProcessOptions options, const Ref<Session>& session);
  void Close();
  void Configure(PoolKind kind, size_t size, size_t max_size);
  Lane* Reserve(PoolKind kind);
  // That of a process which nothing else runs in, and which ends with it.
  Lane* ReserveIsolated();
  // What every process is told, those to come included; the same key replaces what was told before.
  void Tell(const std::string& key, const Letter& letter);
  // The same of what takes that back: those to come have never heard of it.
  void Untell(const std::string& key, const Letter& letter);
  void CollectStats(std::vector<PoolStats>* pools, std::vector<ProcessStats>* lanes);
  size_t CountReferences();

  void Configure(size_t size, size_t max_size) override {
    Configure(PoolKind::kWork, size, max_size);
  }
  void Submit(const Ref<Request>* requests, size_t count) override;
  void OnCancelled() override;
  bool HasFreePlaceFor(const Request&) override { return false; }
  Lane* Reserve() override { return Reserve(PoolKind::kWork); }
  void Unreserve(Lane* lane) override;
  void Nudge(const Interpreter*) noexcept override {}
  void CollectStats(PoolStats*, std::vector<LaneStats>*) override {}
  void CallEverywhere(const Ref<Request>& call, const std::string& key) override;
  void Forget(const std::string& key) override;

  // --- For its lanes and the supervisor.
  bool CanRun(const ProcessLane& lane, const Request& request);
  // Null: it is not there any more.
  Ref<Process> ProcessOf(const Request& request, ProcessLane& lane);
  void CallInOthers(const Ref<Everywhere>& whole);
  void Cancel(const Ref<Request>& request);
  uint64_t kill_after() const { return options_.kill_after; }
  const ProcessOptions& options() const { return options_; }
  // A letter from one of its processes; and when there are no more for the moment. False: it is
  // none.
  bool OnLetter(const Ref<Process>& process, LetterReader letter);
  // Whether so many short calls lie ready in one of them that more answers come soon.
  bool AfterLetters();
  // It has ended, or could not be started (then `why` says so).
  void OnEnded(const Ref<Process>& process, const ProgramEnd& end, const std::string& why);

 private:
  static constexpr char kClosed[] = "The client is closed";
  static constexpr char kNone[] = "This client has no processes for such calls";
  static constexpr char kGone[] = "The process that this call was bound to has ended";
  static constexpr char kForeign[] =
      "one of them is an object in a Python process of another client: pass its value";

  // A call that ends without having run, or by the end of its process.
  struct Refusal {
    Ref<Request> request;
    std::string why;
    std::shared_ptr<const Crash> crash;  // null: for that reason
    bool begun = false;
    bool is_conversion = false;  // it has an argument that cannot go there
  };
  // The mutex for a scope, after which calls are told that were refused meanwhile.
  class Scope {
   public:
    explicit Scope(ProcessPool* pool) : pool_(pool) { pool_->mutex_.lock(); }
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    ProcessPool* const pool_;
  };

  template <typename Function>
  void ForEachLane(const Function& function) {
    for (ProcessLane* lane : lanes_) function(*lane);
    for (ProcessLane* lane : isolated_) function(*lane);
  }

  // process_pool.cc; with the mutex
  ContextLane* ContextOf(const Request& request);
  Process* BoundTo(const Request& request);
  Refusal RefusalOfUnbound(const Ref<Request>& request);
  void Place(const Ref<Request>& request);
  void Dispatch();
  template <typename Function>
  void SendQueue(ProcessLane& lane, const Function& send);
  ProcessLane* PickLane();
  ProcessLane* LoopLaneFor(const Request& request);
  bool Send(Process& process, const Ref<Request>& request);
  void SendKey(Process& process, const FunctionKey& key);
  static void NoteTime(Process& process);
  Ref<Request> FreeSlot(Process& process, uint32_t slot);
  bool TakeBack(Process& process, uint32_t slot);
  void Steal();

  // process_pool_replacing.cc; with the mutex
  bool IsDue(Process& process);
  bool HoldsBack(Process& process);
  static bool MayWait(const Request& request);
  void Retire(ProcessLane& lane);

  // process_pool_contexts.cc; with the mutex
  ContextLane* TakeContext(ProcessLane& lane);

  // process_pool_isolated.cc; with the mutex
  ProcessLane* AddIsolated();
  void KeepWarm();
  void KeepWarmLater();
  void PrepareForContext(Process& process);
  void RemoveIsolated(ProcessLane& lane);

  // process_pool_broadcast.cc; with the mutex
  void CallIn(ProcessLane& lane, const Ref<Everywhere>& whole);
  void CallInThreadsFirst(const Ref<Request>& call, const std::string& key);
  // without it
  void CallBesideThreads(const Ref<Everywhere>& whole);

  // process_pool_lives.cc; with the mutex
  void StartProcess(ProcessLane& lane);
  void StartAnother();
  void AskForLife(const Ref<Process>& process);
  bool IsLifeless(Process& process, uint64_t asked);  // without the mutex
  bool MayRun(ProcessLane& lane);
  void RefuseAll();
  void RefuseUnstartable();
  void RefuseQueue(std::deque<Ref<Request>>& queue, const std::string& why,
                   const std::shared_ptr<const Crash>& crash);
  void RefuseQueue(std::deque<Ref<Request>>& queue, const ProcessLane& lane);
  void TakeLeft(Process& process, const std::shared_ptr<const Crash>& crash,
                const std::string& why);
  static void Tell(const Refusal& refusal);
  void Introduce(Process& process);
  void SendRemembered(Process& process, const std::string& key, const Request& call);
  ProcessLane* NewLane();
  std::string StartError(const ProgramEnd& end, const std::string& why, const std::string& output);

  // process_pool_letters.cc; without the mutex. False: it is no such letter.
  bool OnResult(Process& process, LetterReader& letter);
  bool OnItem(Process& process, LetterReader& letter);
  bool OnHostCall(const Ref<Process>& process, LetterReader& letter);
  bool OnEvent(LetterReader& letter);
  bool OnHostCallEnded(Process& process, LetterReader& letter);
  bool OnNative(Process& process, LetterReader& letter);
  void EndWait(Process& process, const Ref<Request>& caller);
  Ref<Request> RequestIn(Process& process, uint32_t slot);
  HostCall::Nesting Nest(const Ref<Process>& process, const Ref<Request>& request);

  // All that there are.
  static std::vector<ProcessPool*> All();
  // Processes that run, of all clients that have threads as well.
  static inline std::atomic<size_t> beside_threads_{0};

  std::mutex mutex_;
  ProcessOptions options_;
  Ref<Session> session_;
  bool closed_ = true;
  size_t alive_ = 0;                       // processes that have not ended, retired ones included
  bool has_run_ = false;                   // one of its processes came to run calls
  std::vector<ProcessLane*> lanes_;        // the first is home, where all calls run in processes
  std::vector<ProcessLane*> isolated_;     // each for a context of its own
  ProcessLane* warm_ = nullptr;            // of those, the one that has none yet
  std::vector<ProcessLane*> spare_lanes_;  // of earlier sessions
  std::vector<ContextLane*> contexts_;
  std::deque<Ref<Request>> queue_, loop_queue_;
  size_t cancelled_ = 0;  // requests, since those were last taken out of the queues
  std::unordered_map<std::string, ProcessLane*> loop_of_package_;  // by the topmost package
  std::vector<Refusal> refused_;
  size_t sizes_[kPoolKinds] = {}, max_sizes_[kPoolKinds] = {};
  struct Told {
    std::string key, letter;
    Ref<Request> call;  // a call that is made everywhere, instead of the letter
  };
  std::vector<Told> told_;  // in order
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_PROCESS_POOL_H_
