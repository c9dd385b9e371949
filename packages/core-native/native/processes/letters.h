// What a process that calls Python and one that runs it write to each other. The values in letters
// are the bytes in which they cross everywhere (docs/wire.md), as their caller encoded them; what
// travels beside a value follows it.
#ifndef PYLOOM_PROCESSES_LETTERS_H_
#define PYLOOM_PROCESSES_LETTERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "convert/outgoing_attachments.h"
#include "convert/remote_numbers.h"
#include "link/link.h"
#include "messages/incoming_attachments.h"
#include "pyloom/wire_reader.h"
#include "pyloom/wire_writer.h"

namespace pyloom {

enum class ToChild : uint8_t {
  kStart,      // texts: the folder of the package, the working one; u32: the number of its objects'
               // place; u8: whether there is an arena
  kKey,        // u32 id; texts: module, name
  kConfigure,  // u8 pool; u32 size; u32 largest size
  kSpares,     // u32: worker lanes beyond that size, while calls wait for long ones
  kHostFunction,    // u32 id; text: name
  kNoHostFunction,  // text: name
  kNativeFunction,  // text: name
  kConverters,      // u32 count; as many pairs of texts
  kEventMode,       // u8 kind; u8 mode
  kCall,            // CallHead; text: key of a broadcast; u64 size; arguments; attachments
  kReply,           // u64 token; u8 outcome; u64 size; value; attachments
  kRelease,         // u64 handle
  kCancel,          // u32 slot
  kReserve,         // u32 context; u8 pool
  kUnreserve,       // u32 context
  kNativeReply,     // u64 token; u8 status; value
  kForgetBlock,     // u64 number
  kForget,          // text: key
  kIntroduced,      // what every interpreter gets has come: calls may run
};

enum class ToParent : uint8_t {
  kReady,
  kResult,    // u32 slot; u8 status; u64 waited; u64 size; value; attachments
  kItem,      // u32 slot; u64 size; value; attachments
  kHostCall,  // u32 slot; u64 token; u32 function; u8 keywords; u64 size; arguments; attachments
  kEvent,     // u8 kind; value
  kRelease,   // u32 id
  kNative,    // u64 token; text: name; arguments
  kWarning,   // text
  kHostCallEnded,  // u64 token: nobody waits for it any more
  kBlockUnused,    // u64 number of a block; u64: how often letters to the child have named it
};

inline constexpr uint32_t kNoSlot = 0xffffffff;

struct CallHead {
  uint32_t slot;     // kNoSlot: nobody waits for its result
  uint32_t call_id;  // by which JavaScript knows it
  uint32_t key, route_key;
  int32_t lane;        // a context's; or an event loop's, beyond kFirstLoopNumber; -1: any
  uint64_t submitted;  // when it was, by the clock that all processes share
  uint64_t parent;     // the host call that it is nested in, by the child's number; 0: none
  uint8_t pool;        // worker or event loop
  uint8_t has_keywords;
  uint8_t is_broadcast;
  uint8_t is_placed;       // for an object that lives here
  uint8_t is_synchronous;  // JavaScript waits for it on its very thread
};

// A letter, but for long values, which are not copied into it first.
class Letter {
 public:
  template <typename Kind>
  explicit Letter(Kind kind) {
    head_.Byte(static_cast<uint8_t>(kind));
  }

  template <typename T>
  Letter& Raw(T value) {
    Part().Raw(value);
    return *this;
  }
  Letter& Text(std::string_view text) {
    Part().Raw(static_cast<uint32_t>(text.size()));
    Part().Append(text.data(), text.size());
    return *this;
  }
  // At most one, which lives until the letter has been sent.
  Letter& Value(const WireWriter& value) {
    Part().Raw(static_cast<uint64_t>(value.size()));
    value_ = &value;
    return *this;
  }
  // After the value; what is long in them goes by the arena, or is read when the letter is sent.
  Letter& Attach(const IncomingAttachments& attachments, Link& link);
  Letter& Attach(const OutgoingAttachments& attachments, Link& link);

  void SendTo(Outflow& out) const;
  // The same, for several after which the reader is told once.
  void PutInto(Outflow& out) const;
  // All of it, to be sent again. Of one that has nothing beside its value.
  std::string Copy() const;

 private:
  // One that stands before the rest of the tail, from that place on.
  struct Long {
    size_t at;
    const uint8_t* bytes;
    size_t size;
  };
  void Buffer(const uint8_t* bytes, size_t size, ArenaSender& arena);
  void Place(std::shared_ptr<ArenaRegion> region, size_t size);
  void Share(SharedBlock& block, const uint8_t* data, size_t size, SharedBlocks& blocks);
  void PutPieces(Outflow& out) const;
  WireWriter& Part() { return value_ == nullptr ? head_ : tail_; }

  WireWriter head_ = WireWriter::Unlimited(), tail_ = WireWriter::Unlimited();
  const WireWriter* value_ = nullptr;
  std::vector<Long> longs_;
  size_t long_bytes_ = 0;
  std::vector<std::shared_ptr<ArenaRegion>> placed_;
};

// The parts of a letter, in order. What is missing is as 0, and makes `sound` false.
class LetterReader {
 public:
  // `owner`: the bytes stay where they are for as long as it is kept. `link`: by which it came, for
  // what is not in it.
  LetterReader(const uint8_t* bytes, size_t size, std::shared_ptr<void> owner = nullptr,
               Link* link = nullptr)
      : reader_(bytes, size), size_(size), owner_(std::move(owner)), link_(link) {}

  template <typename T>
  T Raw() {
    T value{};
    sound_ = reader_.Raw(&value) && sound_;
    return value;
  }
  std::string_view Text() { return Bytes(Raw<uint32_t>()); }
  std::string_view Value() { return Bytes(Raw<uint64_t>()); }
  // `mailbox` is told what Python lets go of.
  IncomingAttachments Incoming(const Ref<Mailbox>& mailbox, uint32_t session);
  OutgoingAttachments Outgoing(ObjectSpace* space);

  bool sound() const { return sound_; }

 private:
  // Bytes that travelled beside a value, and what keeps them where they are; null: they have to be
  // copied.
  struct Attachment {
    std::string_view bytes;
    std::shared_ptr<void> owner;

    uint8_t* data() const { return reinterpret_cast<uint8_t*>(const_cast<char*>(bytes.data())); }
  };
  std::string_view Bytes(uint64_t size);
  Attachment ReadAttachment(uint8_t kind);
  Attachment Placed();
  struct SharedBytes {
    std::shared_ptr<SharedBlock> block;  // null: it is none
    uint8_t* data;
    size_t size;
  };
  SharedBytes Shared();

  WireReader reader_;
  size_t size_;
  std::shared_ptr<void> owner_;
  Link* link_;
  bool sound_ = true;
};

inline void Assign(WireWriter* writer, std::string_view bytes) {
  writer->Assign(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_LETTERS_H_
