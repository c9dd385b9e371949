// Memory that JavaScript and Python write to and see at once, in every process that has been handed
// it. It has no name: it is gone when the last of them has let go of it, however that ends.
//
// Whoever uses it has a hold on it, which is one for all of them. Those who keep it for others,
// since another process knows it, have none: they are told when the last hold ends.
//
// Threads: any, but for CloseDescriptor. What is written there is not synchronised: that is for
// those who write.
#ifndef PYLOOM_LINK_SHARED_BLOCK_H_
#define PYLOOM_LINK_SHARED_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "platform/shared_memory.h"

namespace pyloom {

class SharedBlock : public std::enable_shared_from_this<SharedBlock> {
 public:
  // A hold on a new one, zeroed. Null with `error`.
  static std::shared_ptr<SharedBlock> Make(size_t size, std::string* error);

  // Those who keep blocks in this process. Once, before there are any.
  struct Keeper {
    void (*on_made)(SharedBlock& block);
    void (*on_let_go)(SharedBlock& block);  // there may be a hold on it again by then
  };
  static void KeptBy(const Keeper* keeper);

  // What another process has created, which is not trusted: nobody may be able to cut it off.
  static std::shared_ptr<SharedBlock> Adopt(int descriptor, std::string* error);
  // One that this process cannot have, for that reason.
  static std::shared_ptr<SharedBlock> Missing(std::string why);

  std::shared_ptr<SharedBlock> Hold();
  bool IsHeld();
  // For keepers.
  std::shared_ptr<SharedBlock> Kept() { return shared_from_this(); }

  uint8_t* data() const { return memory_.data(); }
  size_t size() const { return size_; }
  // Why it has no data; empty: it has.
  const std::string& why_missing() const { return why_missing_; }
  bool Contains(uint64_t offset, uint64_t size) const {
    return offset <= size_ && size <= size_ - offset;
  }

  int descriptor() const { return memory_.descriptor(); }
  // It is not handed to anybody by this process any more.
  void CloseDescriptor() { memory_.CloseDescriptor(); }

 private:
  SharedMemory memory_;
  size_t size_ = 0;
  std::string why_missing_;

  std::mutex mutex_;
  std::weak_ptr<SharedBlock> hold_;  // guarded by mutex_
};

// How one side of a link speaks of blocks to the other.
//
// Threads: any.
class SharedBlocks {
 public:
  virtual ~SharedBlocks() = default;
  // For a letter that is about to be written: by which number the other side knows a block that is
  // held, or will when it reads that letter.
  virtual uint64_t Name(SharedBlock& block) = 0;
  // A hold on what a letter of the other side names. Null: it has handed over none of that number.
  virtual std::shared_ptr<SharedBlock> Find(uint64_t number) = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_SHARED_BLOCK_H_
