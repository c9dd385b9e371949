#include "frames/frame_writer.h"

#include <algorithm>

namespace pyloom {

namespace {

constexpr uint16_t kUnknownWait = 0xffff;

// Microseconds with twelve digits and a shift of up to 15: exact to a four-thousandth, up to two
// minutes.
uint16_t EncodeWait(uint64_t nanoseconds) {
  if (nanoseconds == 0) return kUnknownWait;
  constexpr uint64_t kDigits = 0xfff;
  uint64_t digits = nanoseconds / 1000;
  uint16_t shift = 0;
  for (; digits > kDigits && shift < 15; ++shift) digits >>= 1;
  const auto code = static_cast<uint16_t>(shift << 12 | std::min(digits, kDigits));
  return std::min<uint16_t>(code, kUnknownWait - 1);
}

}  // namespace

void FrameWriter::Begin(Type type, uint8_t detail, uint16_t more) {
  begin_ = batch_.size();
  batch_.Raw<uint32_t>(0);
  batch_.Byte(static_cast<uint8_t>(type));
  batch_.Byte(detail);
  batch_.Raw(more);
}

void FrameWriter::End() { batch_.PatchRaw(begin_, static_cast<uint32_t>(batch_.size() - begin_)); }

void FrameWriter::Result(uint8_t status, uint64_t waited, uint32_t call_id,
                         uint32_t first_attachment, const WireWriter& value) {
  Begin(Type::kResult, status, EncodeWait(waited));
  batch_.Raw(call_id);
  batch_.Raw(first_attachment);
  batch_.Append(value.data(), value.size());
  End();
}

void FrameWriter::Item(uint32_t call_id, uint32_t first_attachment, const WireWriter& value) {
  Begin(Type::kItem);
  batch_.Raw(call_id);
  batch_.Raw(first_attachment);
  batch_.Append(value.data(), value.size());
  End();
}

void FrameWriter::HostCall(uint32_t caller, uint32_t session, uint64_t token, uint32_t function,
                           bool has_keywords, uint32_t first_attachment,
                           const WireWriter& arguments) {
  Begin(Type::kHostCall, has_keywords ? 1 : 0);
  batch_.Raw(caller);
  batch_.Raw(session);
  batch_.Raw(static_cast<double>(token));
  batch_.Raw(function);
  batch_.Raw(first_attachment);
  batch_.Append(arguments.data(), arguments.size());
  End();
}

void FrameWriter::HostCallEnded(uint64_t token) {
  Begin(Type::kHostCallEnded);
  batch_.Raw(static_cast<double>(token));
  End();
}

void FrameWriter::Event(uint8_t kind, uint32_t session, const WireWriter& value) {
  Begin(Type::kEvent, kind);
  batch_.Raw(session);
  batch_.Append(value.data(), value.size());
  End();
}

void FrameWriter::Release(uint32_t id) {
  Begin(Type::kRelease);
  batch_.Raw(id);
  End();
}

void FrameWriter::Started(std::string_view error) {
  Begin(Type::kStarted);
  batch_.String(error);
  End();
}

void FrameWriter::Warning(std::string_view text) {
  Begin(Type::kWarning);
  batch_.String(text);
  End();
}

}  // namespace pyloom
