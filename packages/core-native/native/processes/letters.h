// What a process that calls Python and one that runs it write to each other. The values in letters
// are the bytes in which they cross everywhere (docs/wire.md), as their caller encoded them; what
// travels beside a value follows it.
#ifndef PYLOOM_PROCESSES_LETTERS_H_
#define PYLOOM_PROCESSES_LETTERS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "convert/outgoing_attachments.h"
#include "link/ring.h"
#include "messages/incoming_attachments.h"
#include "pyloom/wire_reader.h"
#include "pyloom/wire_writer.h"
#include "runtime/remote_numbers.h"

namespace pyloom {

enum class ToChild : uint8_t {
  kStart,      // texts: the folder of the package, the working one; u32: the number of its objects'
               // place
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

// A letter, but for a long value in its middle, which is not copied into it first.
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
  Letter& Beside(const IncomingAttachments& attachments);
  Letter& Beside(const OutgoingAttachments& attachments);

  void SendTo(Outflow& out) const;
  // The same, for several after which the reader is told once.
  void PutInto(Outflow& out) const;
  // All of it, to be sent again.
  std::string Copy() const;

 private:
  WireWriter& Part() { return value_ == nullptr ? head_ : tail_; }

  WireWriter head_ = WireWriter::Unlimited(), tail_ = WireWriter::Unlimited();
  const WireWriter* value_ = nullptr;
};

// The parts of a letter, in order. What is missing is as 0, and makes `sound` false.
class LetterReader {
 public:
  LetterReader(const uint8_t* bytes, size_t size) : reader_(bytes, size) {}

  template <typename T>
  T Raw() {
    T value{};
    sound_ = reader_.Raw(&value) && sound_;
    return value;
  }
  std::string_view Text() { return Bytes(Raw<uint32_t>()); }
  std::string_view Value() { return Bytes(Raw<uint64_t>()); }
  std::string_view Rest() { return Bytes(reader_.Left()); }
  // `mailbox` is told what Python lets go of.
  IncomingAttachments Incoming(const Ref<Mailbox>& mailbox, uint32_t session);
  OutgoingAttachments Outgoing(ObjectSpace* space);

  bool sound() const { return sound_; }

 private:
  std::string_view Bytes(uint64_t size);

  WireReader reader_;
  bool sound_ = true;
};

inline void Assign(WireWriter* writer, std::string_view bytes) {
  writer->Assign(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_LETTERS_H_
