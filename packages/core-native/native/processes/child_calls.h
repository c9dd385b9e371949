// The calls that a process has got from another one, and the functions, contexts and native calls
// that belong to them.
//
// Threads: the letters' functions by whoever reads the ring, one at a time; the rest from any.
// Lives as long as the process.
#ifndef PYLOOM_PROCESSES_CHILD_CALLS_H_
#define PYLOOM_PROCESSES_CHILD_CALLS_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "link/link.h"
#include "platform/steady_condition.h"
#include "processes/child_blocks.h"
#include "processes/letters.h"
#include "runtime/runtime.h"

namespace pyloom {

class ChildCalls {
 public:
  ChildCalls(Runtime& runtime, Link& link, ChildBlocks& blocks);

  // A letter other than kStart. False: it is none.
  bool Handle(LetterReader letter);
  // All calls of the letters since the last time, together. They are kept until everything that
  // comes before the first call has been done.
  void Submit();
  bool HasKept() const { return keeps_.load() && introduced_.load(); }

  // A result is about to be sent: its number is free. False: nobody waits for it.
  bool Take(const Request& request);

  // Has the caller's process call a function that another package has lent it. Any thread, which it
  // blocks, with its GIL, as the function itself would.
  pyloom_native_status CallNative(const std::string& name, const uint8_t* arguments, size_t length,
                                  const pyloom_native_output* output);

 private:
  void Handle(ToChild kind, LetterReader& letter);
  void OnKey(LetterReader& letter);
  void OnSessionLetter(ToChild kind, LetterReader& letter);
  void OnCall(LetterReader& letter);
  void OnReply(LetterReader& letter);
  void OnCancel(uint32_t slot);
  void OnReserve(uint32_t context, PoolKind kind);
  void OnUnreserve(uint32_t context);
  void OnNativeReply(LetterReader& letter);
  void EndIntroduction();

  struct NativeCall {
    std::atomic<bool> done{false};
    uint8_t status = 0;
    std::string value;
  };

  Runtime& runtime_;
  Link& link_;
  ChildBlocks& blocks_;
  Ref<Session> session_;

  // The reader's.
  std::unordered_map<uint32_t, FunctionKey*> keys_;
  std::unordered_map<uint32_t, Lane*> contexts_;
  std::vector<Ref<Request>> arrived_;
  std::atomic<bool> keeps_{false};
  std::atomic<bool> introduced_{false};

  std::mutex mutex_;
  SteadyCondition changed_;
  std::vector<Ref<Request>> slots_;                    // guarded by mutex_, as is all below
  std::unordered_map<uint64_t, NativeCall*> natives_;  // on their threads' stacks
  uint64_t last_native_ = 0;
  size_t introductions_ = 1;  // that have not ended, and kIntroduced
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_CHILD_CALLS_H_
