// What is sent to a caller: results, items of streams, host calls, events. The counterpart of
// FrameReader, which src/core/frames.ts reads.
#ifndef PYLOOM_FRAMES_FRAME_WRITER_H_
#define PYLOOM_FRAMES_FRAME_WRITER_H_

#include <cstdint>
#include <string_view>

#include "pyloom/wire_writer.h"

namespace pyloom {

class FrameWriter {
 public:
  // `first_attachment` is where what travels beside the frame begins.
  // `waited`: nanoseconds in the queue, 0 where that is not known.
  void Result(uint8_t status, uint64_t waited, uint32_t call_id, uint32_t first_attachment,
              const WireWriter& value);
  void Item(uint32_t call_id, uint32_t first_attachment, const WireWriter& value);
  // `caller` is the call that it serves, kNoCaller for none of this caller's.
  static constexpr uint32_t kNoCaller = 0xffffffff;
  void HostCall(uint32_t caller, uint32_t session, uint64_t token, uint32_t function,
                bool has_keywords, uint32_t first_attachment, const WireWriter& arguments);
  void Event(uint8_t kind, uint32_t session, const WireWriter& value);
  void Release(uint32_t id);
  void Started(std::string_view error);
  void Warning(std::string_view text);
  void HostCallEnded(uint64_t token);

  const WireWriter& batch() const { return batch_; }
  size_t size() const { return batch_.size(); }
  void Clear() { batch_.Clear(); }
  void Trim() { batch_.Trim(); }

 private:
  enum class Type : uint8_t {
    kResult = 1,
    kHostCall = 2,
    kEvent = 3,
    kRelease = 4,
    kStarted = 6,
    kWarning = 7,
    kItem = 8,
    kHostCallEnded = 9,
  };
  void Begin(Type type, uint8_t detail = 0, uint16_t more = 0);
  void End();

  WireWriter batch_ = WireWriter::Unlimited();
  size_t begin_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_FRAMES_FRAME_WRITER_H_
