#include "frames/frame_writer.h"

namespace pyloom {

void FrameWriter::Begin(Type type, uint8_t detail) {
  begin_ = batch_.size();
  batch_.Raw<uint32_t>(0);
  batch_.Byte(static_cast<uint8_t>(type));
  batch_.Byte(detail);
  batch_.Raw<uint16_t>(0);
}

void FrameWriter::End() { batch_.PatchRaw(begin_, static_cast<uint32_t>(batch_.size() - begin_)); }

void FrameWriter::Result(uint8_t status, uint32_t call_id, uint32_t first_attachment,
                         const WireWriter& value) {
  Begin(Type::kResult, status);
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
