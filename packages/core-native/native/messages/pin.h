// A buffer of the caller's that Python reads in place. Its memory outlives the object and the
// thread. It and `home`, by which the same object can go back, belong to the mailbox's thread, so
// that the last holder, on whichever thread, sends them there to be deleted.
#ifndef PYLOOM_MESSAGES_PIN_H_
#define PYLOOM_MESSAGES_PIN_H_

#include <cstring>
#include <memory>
#include <utility>

#include "base/out_of_memory.h"
#include "link/shared_block.h"
#include "messages/mailbox.h"
#include "messages/orphaned_memory.h"

namespace pyloom {

class UnpinMessage final : public Message {
 public:
  UnpinMessage(void* home, std::shared_ptr<void> memory)
      : Message(Type::kUnpin), home(home), memory_(std::move(memory)) {}
  void Undeliverable() override { OrphanedMemory::Leave(std::move(memory_)); }
  void* const home;  // dies with its thread when that has ended already

 private:
  std::shared_ptr<void> memory_;
};

class Pin final : public RefCounted {
 public:
  // `home` stands for the object, of which `data` is a part; `memory` keeps that where it is.
  Pin(Ref<Mailbox> mailbox, void* home, std::shared_ptr<void> memory, size_t offset, uint8_t* data,
      size_t length, bool writable)
      : mailbox(std::move(mailbox)),
        home(home),
        offset(offset),
        data(data),
        length(length),
        writable(writable),
        memory_(std::move(memory)) {}

  // A copy of memory that cannot be pinned.
  Pin(Ref<Mailbox> mailbox, const uint8_t* bytes, size_t length)
      : mailbox(std::move(mailbox)),
        home(nullptr),
        offset(0),
        data(new uint8_t[length]),
        length(length),
        writable(false) {
    if (length > 0) std::memcpy(data, bytes, length);
  }

  // A part of what came from another process, and is kept as it came.
  Pin(Ref<Mailbox> mailbox, std::shared_ptr<void> memory, uint8_t* data, size_t length)
      : mailbox(std::move(mailbox)),
        home(nullptr),
        offset(0),
        data(data),
        length(length),
        writable(false),
        memory_(std::move(memory)) {}

  // A part of memory that both sides write to. Its object is found by the block.
  Pin(std::shared_ptr<SharedBlock> block, uint8_t* data, size_t length)
      : home(nullptr),
        offset(0),
        data(data),
        length(length),
        writable(true),
        block(std::move(block)) {}

  const Ref<Mailbox> mailbox;  // null: of a block
  void* const home;     // to be looked at on the mailbox's thread; null: `data` is this one's own
  const size_t offset;  // of `data` in the object
  uint8_t* const data;
  const size_t length;
  const bool writable;                       // shared memory, or what is lent to Python for that
  const std::shared_ptr<SharedBlock> block;  // null: the memory is no such

  // Whether its memory stays where it is for as long as somebody holds the pin.
  bool kept() const { return home == nullptr || memory_; }

  // What nothing but the reference keeps goes when its thread ends.
  bool valid() const { return kept() || !mailbox->closed(); }

 private:
  ~Pin() override {
    const AllocationsMayFail vital(false);
    if (home == nullptr) {
      if (!memory_ && !block) delete[] data;
    } else {
      mailbox->Post(new UnpinMessage(home, std::move(memory_)));
    }
  }

  std::shared_ptr<void> memory_;
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_PIN_H_
