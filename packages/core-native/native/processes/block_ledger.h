// The blocks that one process knows besides this one, on this side: each is kept for as long as the
// process may name it, and so is its number.
//
// A block goes there once, by its descriptor, over the socket; letters name it by a number. When
// nobody in the process has it any more, it says so, and how many letters have named it to it by
// then. If there are no others on their way, and nobody here has a hold on it either, the process
// is told to forget the number, which is the end of both.
//
// Threads: any, but for Awaits and Exchange, on the supervisor's.
#ifndef PYLOOM_PROCESSES_BLOCK_LEDGER_H_
#define PYLOOM_PROCESSES_BLOCK_LEDGER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "link/ring.h"
#include "link/shared_block.h"
#include "platform/descriptor_passing.h"
#include "platform/readiness.h"

namespace pyloom {

class BlockLedger final : public SharedBlocks {
 public:
  explicit BlockLedger(Outflow& out);
  ~BlockLedger() override;

  // Until then, what is named waits to be handed over.
  void Open(const DescriptorChannel& channel);
  void Close();

  uint64_t Name(SharedBlock& block) override;
  std::shared_ptr<SharedBlock> Find(uint64_t number) override;
  // The process has no hold on it, by that many letters.
  void OnUnused(uint64_t number, uint64_t named);
  // The process has ended.
  void End();

  // What to wait for at the socket. Then `sleep` is how many milliseconds to wait for at most.
  Await Awaits(int* sleep);
  // What that was for, and whether it has happened.
  void Exchange(bool has_happened);
  // Why something that it has sent cannot be had; empty: nothing has failed.
  std::string failure();

 private:
  struct Entry {
    std::shared_ptr<SharedBlock> block;
    uint64_t named = 0;      // in letters to the process
    bool is_unused = false;  // there
  };
  struct Unsent {
    uint64_t number;
    std::shared_ptr<SharedBlock> block;
  };
  // Nobody here has a hold on it, or had a moment ago.
  void OnLetGo(SharedBlock& block);
  bool is_open() const { return channel_.socket != -1; }
  void ForgetUnlessHeld(uint64_t number, std::shared_ptr<SharedBlock>* freed);
  void SendLocked();
  void ReceiveLocked();
  void Take(uint64_t number, int descriptor);

  Outflow& out_;
  std::mutex mutex_;
  DescriptorChannel channel_;  // guarded by mutex_, as is all below
  std::unordered_map<uint64_t, Entry> entries_;
  std::unordered_map<const SharedBlock*, uint64_t> numbers_;
  std::deque<Unsent> unsent_;
  uint64_t last_number_ = 0;
  bool are_too_many_ = false;  // on their way, all processes of this user together
  bool has_come_to_end_ = false;
  std::string failure_;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_BLOCK_LEDGER_H_
