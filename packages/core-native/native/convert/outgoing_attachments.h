// What a message to a caller carries beside its bytes.
#ifndef PYLOOM_CONVERT_OUTGOING_ATTACHMENTS_H_
#define PYLOOM_CONVERT_OUTGOING_ATTACHMENTS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "convert/view_type.h"
#include "messages/held_value.h"
#include "messages/pin.h"

namespace pyloom {

class ArenaRegion;
class ObjectSpace;

// Bytes that Python made and JavaScript reads in place (or a copy, where a lifetime does not allow
// it).
class OutgoingBuffer {
 public:
  virtual ~OutgoingBuffer() = default;
  virtual uint8_t* data() = 0;
  virtual size_t length() const = 0;
  // The JavaScript buffer that this is a part of, if it is.
  virtual const Pin* pin() const { return nullptr; }
  // What both sides write to, if this is a part of that.
  virtual std::shared_ptr<SharedBlock> block() const { return nullptr; }
  // Where the other process reads it, if it lies there already.
  virtual std::shared_ptr<ArenaRegion> region() const { return nullptr; }
  // What is asked for piece by piece, if this is such memory: it has no bytes of its own then.
  virtual const Pieces* pieces() const { return nullptr; }
  // Where a Python object is given up once nobody reads this any more, if one holds the memory.
  virtual ObjectSpace* space() const { return nullptr; }
};

// What a message carries beside its bytes.
struct OutgoingAttachments {
  // JavaScript values that it names: told to go only once it has been read.
  std::vector<Ref<HeldValue>> held;
  std::vector<std::unique_ptr<OutgoingBuffer>> buffers;
  std::vector<uint64_t> references;  // handles that were made for it
  ObjectSpace* space = nullptr;      // whose handles they are

  // Nobody will read the message. From any thread.
  void GiveUpReferences();
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_OUTGOING_ATTACHMENTS_H_
