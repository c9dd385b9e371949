// The blocks that a process which runs Python has, on its own side: those that the parent has
// handed over, and those that Python has made here. See BlockLedger.
//
// When the last hold on one ends, the parent is told, and the memory stays until it agrees: a
// letter that names it may be under way, or somebody there may have it sent again.
//
// Threads: any, but for Receive, by one. Lives as long as the process.
#ifndef PYLOOM_PROCESSES_CHILD_BLOCKS_H_
#define PYLOOM_PROCESSES_CHILD_BLOCKS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "link/ring.h"
#include "link/shared_block.h"
#include "platform/descriptor_passing.h"
#include "platform/steady_condition.h"
#include "processes/block_numbers.h"

namespace pyloom {

class ChildBlocks final : public SharedBlocks {
 public:
  ChildBlocks(int socket, Outflow& out) : channel_{socket}, out_(out) {}

  void OnMade(SharedBlock& block);
  void OnLetGo(SharedBlock& block) noexcept;

  // Hands over what was made here, the first time: waits for the socket, that is for the thread of
  // the parent which looks after it, and for nothing else there.
  uint64_t Name(SharedBlock& block) override;
  // Waits for what is on its way, by the socket that Receive reads.
  std::shared_ptr<SharedBlock> Find(uint64_t number) override;
  void OnForget(uint64_t number);

  // Waits for what comes. False: the parent is gone.
  bool Receive();

 private:
  struct Entry {
    std::shared_ptr<SharedBlock> block;
    uint64_t named = 0;          // in letters to this process
    bool is_handed_over = true;  // false: the parent has never heard of it
  };
  std::shared_ptr<SharedBlock> Remove(uint64_t number);

  const DescriptorChannel channel_;
  Outflow& out_;
  std::mutex mutex_;
  SteadyCondition received_;
  std::unordered_map<uint64_t, Entry> entries_;  // guarded by mutex_, as is all below
  std::unordered_map<const SharedBlock*, uint64_t> numbers_;
  uint64_t last_number_ = kFirstOfChild;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_CHILD_BLOCKS_H_
