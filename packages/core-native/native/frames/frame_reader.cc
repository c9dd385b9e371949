#include "frames/frame_reader.h"

namespace pyloom {

namespace {

enum class Type : uint8_t { kCall = 1, kReply = 2, kRelease = 3 };
constexpr uint8_t kFlagKeywords = 1;
constexpr uint8_t kFlagBroadcast = 2;

FrameBytes RestOf(const WireReader& reader) { return {reader.cursor(), reader.Left()}; }

// Numbers beyond 32 bits travel as JavaScript's own.
bool ReadNatural(WireReader& reader, uint64_t* value) {
  double number = 0;
  if (!reader.Raw(&number) || !(number >= 0 && number < 0x1p64)) return false;
  *value = static_cast<uint64_t>(number);
  return true;
}

bool ReadCall(WireReader& reader, CallFrame* call) {
  uint8_t flags = 0, unused = 0;
  if (!reader.Raw(&call->pool) || !reader.Raw(&flags) || !reader.Raw(&unused) ||
      !reader.Raw(&call->call_id) || !reader.Raw(&call->session) || !reader.Raw(&call->key) ||
      !reader.Raw(&call->route_key) || !reader.Raw(&call->interpreter) ||
      !reader.Raw(&call->lane) || !ReadNatural(reader, &call->parent) ||
      !reader.Raw(&call->attachments.first) || !reader.Raw(&call->attachments.count)) {
    return false;
  }
  call->has_keywords = (flags & kFlagKeywords) != 0;
  call->is_broadcast = (flags & kFlagBroadcast) != 0;
  if (call->is_broadcast) {
    uint32_t length = 0;
    if (!reader.Raw(&length) || reader.Left() < length) return false;
    call->broadcast_key = {reinterpret_cast<const char*>(reader.cursor()), length};
    reader.Skip(length);
  }
  call->arguments = RestOf(reader);
  return true;
}

bool ReadReply(WireReader& reader, ReplyFrame* reply) {
  uint8_t outcome = 0;
  uint16_t unused = 0;
  if (!reader.Raw(&outcome) || !reader.Raw(&unused) || !ReadNatural(reader, &reply->token) ||
      !reader.Raw(&reply->attachments.first) || !reader.Raw(&reply->attachments.count)) {
    return false;
  }
  reply->is_value = outcome == 1;
  reply->value = RestOf(reader);
  return true;
}

bool ReadRelease(WireReader& reader, ReleaseFrame* release) {
  uint8_t unused[3];
  return reader.Raw(&unused) && ReadNatural(reader, &release->handle) &&
         reader.Raw(&release->interpreter);
}

bool ReadAny(WireReader& reader, IncomingFrame* frame) {
  uint8_t type = 0;
  reader.Raw(&type);
  switch (static_cast<Type>(type)) {
    case Type::kCall:
      return ReadCall(reader, &frame->emplace<CallFrame>());
    case Type::kReply:
      return ReadReply(reader, &frame->emplace<ReplyFrame>());
    case Type::kRelease:
      return ReadRelease(reader, &frame->emplace<ReleaseFrame>());
  }
  return false;
}

}  // namespace

FrameReader::Next FrameReader::Read(IncomingFrame* frame) {
  if (batch_.AtEnd()) return Next::kEnd;
  constexpr uint32_t kLengthAndType = 5;
  uint32_t length = 0;
  if (!batch_.Raw(&length) || length < kLengthAndType || batch_.Left() < length - sizeof length) {
    return Next::kBroken;
  }
  WireReader reader(batch_.cursor(), length - sizeof length);
  batch_.Skip(length - sizeof length);
  return ReadAny(reader, frame) ? Next::kFrame : Next::kMalformed;
}

}  // namespace pyloom
