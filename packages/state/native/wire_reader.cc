#include "wire_reader.h"

namespace pyloom {

using Kind = WireToken::Kind;

bool WireReader::Read(WireToken& token) {
  if (rest_.empty()) return false;
  const auto lead = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  token = WireToken{};
  if (lead < 0x80 || lead >= 0xe0) {
    token.kind = Kind::kInteger;
    token.integer =
        static_cast<int8_t>(lead);  // NOLINT(bugprone-signed-char-misuse): a small negative number
    return true;
  }
  if (lead >= 0xa0 && lead < 0xc0) return ReadPayload(token, Kind::kText, lead & 0x1f);
  if (lead < 0xa0) {
    token.kind = lead < 0x90 ? Kind::kMap : Kind::kArray;
    token.count = lead & 0x0f;
    return true;
  }
  switch (lead) {
    case 0xc0:
      return true;
    case 0xc2:
    case 0xc3:
      token.kind = Kind::kBoolean;
      return true;
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return ReadSized(token, Kind::kBinary, 1 << (lead - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9: {
      uint64_t length = 0;
      return ReadUnsigned(1 << (lead - 0xc7), length) && ReadExtension(token, length);
    }
    case 0xca:
    case 0xcb: {
      uint64_t ignored = 0;
      token.kind = Kind::kFloat;
      return ReadUnsigned(lead == 0xca ? 4 : 8, ignored);
    }
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return ReadInteger(token, 1 << (lead - 0xcc), false);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return ReadInteger(token, 1 << (lead - 0xd0), true);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return ReadExtension(token, 1 << (lead - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
      return ReadSized(token, Kind::kText, 1 << (lead - 0xd9));
    case 0xdc:
    case 0xdd:
      return ReadCount(token, Kind::kArray, lead == 0xdc ? 2 : 4);
    case 0xde:
    case 0xdf:
      return ReadCount(token, Kind::kMap, lead == 0xde ? 2 : 4);
    default:
      return false;
  }
}

bool WireReader::ReadUnsigned(int width, uint64_t& value) {
  if (rest_.size() < static_cast<size_t>(width)) return false;
  value = 0;
  for (int i = 0; i < width; ++i) value = (value << 8) | static_cast<uint8_t>(rest_[i]);
  rest_.remove_prefix(width);
  return true;
}

bool WireReader::ReadInteger(WireToken& token, int width, bool is_signed) {
  uint64_t value = 0;
  if (!ReadUnsigned(width, value)) return false;
  token.kind = Kind::kInteger;
  const int unused = 64 - 8 * width;
  token.integer = static_cast<int64_t>(value << unused);
  if (is_signed) {
    token.integer >>= unused;
  } else {
    token.integer = static_cast<int64_t>(value);
    token.beyond_int64 = token.integer < 0;
  }
  return true;
}

bool WireReader::ReadPayload(WireToken& token, Kind kind, uint64_t length) {
  if (rest_.size() < length) return false;
  token.kind = kind;
  token.payload = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return true;
}

bool WireReader::ReadSized(WireToken& token, Kind kind, int width) {
  uint64_t length = 0;
  return ReadUnsigned(width, length) && ReadPayload(token, kind, length);
}

bool WireReader::ReadCount(WireToken& token, Kind kind, int width) {
  uint64_t count = 0;
  if (!ReadUnsigned(width, count)) return false;
  token.kind = kind;
  token.count = static_cast<uint32_t>(count);
  return true;
}

bool WireReader::ReadExtension(WireToken& token, uint64_t length) {
  uint64_t type = 0;
  if (!ReadUnsigned(1, type)) return false;
  token.extension = static_cast<wire::Extension>(static_cast<int8_t>(type));
  return ReadPayload(token, Kind::kExtension, length);
}

bool ReadIntegerExtension(std::string_view payload, int64_t& integer) {
  if (payload.empty() || payload.size() > sizeof(int64_t)) return false;
  const bool negative = (static_cast<uint8_t>(payload.back()) & 0x80) != 0;
  uint64_t value = negative ? ~uint64_t{0} : 0;
  for (size_t i = payload.size(); i-- > 0;) value = (value << 8) | static_cast<uint8_t>(payload[i]);
  integer = static_cast<int64_t>(value);
  return true;
}

}  // namespace pyloom
