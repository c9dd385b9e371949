// What is posted to a mailbox: results, items of streams, host calls, events, things to let go of.
#ifndef PYLOOM_MESSAGES_MESSAGE_H_
#define PYLOOM_MESSAGES_MESSAGE_H_

#include "base/ref.h"
#include "pyloom/wire_writer.h"

namespace pyloom {

class Message : public RefCounted {
 public:
  enum class Type : uint8_t {
    kResult,
    kItem,
    kHostCall,
    kCallEnded,
    kEvent,
    kRelease,
    kUnpin,
    kStarted,
    kWarning,
  };
  explicit Message(Type type) : type(type) {}
  const Type type;

  // Called instead of a delivery when the mailbox has been closed. From the thread that posted, or
  // from its reader's as that goes.
  virtual void Undeliverable() {}
};

// Python let go of a JavaScript function or error that was held for it.
class ReleaseMessage final : public Message {
 public:
  explicit ReleaseMessage(uint32_t id) : Message(Type::kRelease), id(id) {}
  const uint32_t id;
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_MESSAGE_H_
