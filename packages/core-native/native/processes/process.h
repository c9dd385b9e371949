// One process that runs Python for this one, from its start to its end: what both share, and what
// is under way there.
//
// Threads: the fields say. Counted: its lane holds it while it lives, the supervisor until it has
// ended, host calls and threads that read its ring for as long as they need it.
#ifndef PYLOOM_PROCESSES_PROCESS_H_
#define PYLOOM_PROCESSES_PROCESS_H_

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ref.h"
#include "convert/object_space.h"
#include "link/link.h"
#include "platform/child_process.h"
#include "platform/crash_report.h"
#include "processes/block_ledger.h"
#include "processes/letters.h"
#include "runtime/request.h"

namespace pyloom {

class Process;
class ProcessLane;
class ProcessPool;
struct ProcessOptions;

// Where the objects of a process live, as JavaScript knows them. Never destroyed, as all spaces.
class RemoteSpace final : public ObjectSpace {
 public:
  explicit RemoteSpace(Ref<Process> process) : ObjectSpace(0), process_(std::move(process)) {}

  // Whose process it is. Null: it has ended.
  const ProcessPool* pool();

  // Lets the process know what was released. Any thread.
  void Nudge() noexcept override;
  // The process has ended: nothing is there any more.
  void End();

 private:
  std::mutex mutex_;
  Ref<Process> process_;  // null: it has ended; guarded by mutex_
};

class Process final : public RefCounted {
 public:
  explicit Process(ProcessLane& lane) : lane(lane), blocks(link.out) { link.blocks = &blocks; }

  // What it is handed as it starts. False with `error`: nothing can be sent there.
  bool Open(Doorbell* parents_bell, const ProcessOptions& options, std::string* error);
  // On the supervisor's thread. `bells` is the memory of the parent's doorbell.
  bool Start(ProgramStart start, int bells, Doorbell& parents_bell, std::string* error);
  // So that it ends by itself. On the supervisor's thread.
  void HangUp();
  // What its faulthandler wrote. Once it has ended.
  std::string Report() const { return report_.Text(); }

  ProcessLane& lane;
  Link link;
  BlockLedger blocks;
  RemoteSpace* space = nullptr;

  // --- The supervisor's.
  ChildProcess program;
  int control = -1;                   // our end of the socket; -1: closed
  std::atomic<int> error_output{-1};  // what it writes to stderr; -1: closed
  std::string last_words;             // the last of that; ErrorOutput's
  std::string reason;                 // why it was ended

  // --- Guarded by the pool's mutex.
  struct Slot {
    Ref<Request> request;  // null: free, or taken back
    bool taken = false;
    uint32_t waits = 0;    // in host calls
    bool movable = false;  // might run in another process
    bool on_loop = false;  // keeps no lane
  };
  std::vector<Slot> slots;  // as many as there have been calls at a time
  std::vector<uint32_t> free_slots;
  bool HasSlot() const { return !free_slots.empty() || slots.size() < most_slots; }
  uint32_t TakeSlot();
  // Null: nobody waits for that call.
  const Request* RequestAt(uint32_t slot) const {
    return slot < slots.size() ? slots[slot].request.get() : nullptr;
  }
  uint32_t most_slots = 0;                            // none, while nothing can be sent
  std::unordered_map<uint64_t, uint64_t> host_calls;  // our numbers, and its
  std::vector<bool> keys_sent;
  size_t active = 0;                 // calls that are there and do not wait in host calls
  size_t present = 0;                // calls that are there
  uint64_t sent = 0;                 // calls that there have been
  uint64_t last_change = 0;          // when it got a call or answered one
  uint64_t usual_time = UINT64_MAX;  // of its last calls, in nanoseconds
  bool is_stocked = false;           // got as many calls as may lie there, and has done few yet
  bool is_to_be_rung = false;        // may have been written to, and was not told yet
  bool ready = false;                // runs calls
  bool ended = false;
  bool is_beside_threads = false;  // of a client that has threads as well
  bool is_due = false;             // to be replaced, once nothing runs there
  bool retired = false;            // has been
  uint64_t last_heard = 0;         // when it last ended a call, or had seen that one was taken back
  bool is_asked = false;           // whether it is alive
  uint64_t last_look = 0;          // at its memory
  uint64_t last_pause = 0;         // when it last began to get no calls; 0: never

  std::atomic<int> pid{-1};  // -1: it has not begun, or has ended

  // --- JavaScript values that it has got, as often as it has got them. Any thread.
  void Hold(const IncomingAttachments& attachments);
  void LetGo(uint32_t id);
  void LetGoOfAll();

 private:
  ~Process() override;

  CrashReport report_;
  std::mutex held_mutex_;
  std::unordered_multimap<uint32_t, Ref<HeldValue>> held_;  // guarded by held_mutex_
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_PROCESS_H_
