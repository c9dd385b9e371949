// What a caller sends: calls, replies to host calls, references that it lets go of. One frame after
// the other in a batch, each behind its length; docs/wire.md describes values, src/core/frames.ts
// writes the same layout.
//
// Nothing in a batch is trusted. A frame refers to the bytes of its batch.
#ifndef PYLOOM_FRAMES_FRAME_READER_H_
#define PYLOOM_FRAMES_FRAME_READER_H_

#include <cstdint>
#include <string_view>
#include <variant>

#include "pyloom/wire_reader.h"

namespace pyloom {

struct FrameBytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

// Which of the things beside the batch belong to a frame.
struct AttachmentRange {
  uint32_t first = 0;
  uint32_t count = 0;
};

struct CallFrame {
  uint8_t pool = 0;
  bool has_keywords = false;
  bool is_broadcast = false;
  uint32_t call_id = 0, session = 0, key = 0, route_key = 0;
  int32_t interpreter = -1, lane = -1;
  uint64_t parent = 0;  // the host call that it is nested in; 0: none
  AttachmentRange attachments;
  std::string_view broadcast_key;
  FrameBytes arguments;
};

struct ReplyFrame {
  bool is_value = false;  // or an error
  uint64_t token = 0;
  AttachmentRange attachments;
  FrameBytes value;
};

struct ReleaseFrame {
  uint64_t handle = 0;
  uint32_t interpreter = 0;
};

using IncomingFrame = std::variant<CallFrame, ReplyFrame, ReleaseFrame>;

class FrameReader {
 public:
  FrameReader(const uint8_t* bytes, size_t length) : batch_(bytes, length) {}

  enum class Next : uint8_t {
    kFrame,
    kMalformed,  // this one is; there may be others behind it
    kBroken,     // where the next one begins cannot be known
    kEnd,
  };
  Next Read(IncomingFrame* frame);

 private:
  WireReader batch_;
};

}  // namespace pyloom

#endif  // PYLOOM_FRAMES_FRAME_READER_H_
