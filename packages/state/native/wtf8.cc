#include "wtf8.h"

#include <cstdint>
#include <cstring>

namespace pyloom {
namespace {

constexpr uint32_t kMalformed = 0xffffffff;

bool IsHighSurrogate(uint32_t point) { return (point & 0xfffffc00) == 0xd800; }
bool IsLowSurrogate(uint32_t point) { return (point & 0xfffffc00) == 0xdc00; }
bool IsSurrogate(uint32_t point) { return (point & 0xfffff800) == 0xd800; }
uint32_t JoinPair(uint32_t high, uint32_t low) {
  return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

/** Reads one code point, surrogates included, and moves `position` behind it. */
uint32_t ReadPoint(std::string_view bytes, size_t& position) {
  const auto lead = static_cast<uint8_t>(bytes[position++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || bytes.size() - position < static_cast<size_t>(more)) {
    return kMalformed;
  }
  uint32_t point = lead & (0x3f >> more);
  for (int i = 0; i < more; ++i) {
    const auto next = static_cast<uint8_t>(bytes[position++]);
    if ((next & 0xc0) != 0x80) return kMalformed;
    point = (point << 6) | (next & 0x3f);
  }
  constexpr uint32_t kShortest[] = {0, 0x80, 0x800, 0x10000};
  return point < kShortest[more] || point > 0x10ffff ? kMalformed : point;
}

void AppendPoint(std::string& output, uint32_t point) {
  const auto append = [&output](uint32_t byte) { output.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    append(point);
    return;
  }
  if (point < 0x800) {
    append(0xc0 | (point >> 6));
  } else {
    if (point < 0x10000) {
      append(0xe0 | (point >> 12));
    } else {
      append(0xf0 | (point >> 18));
      append(0x80 | ((point >> 12) & 0x3f));
    }
    append(0x80 | ((point >> 6) & 0x3f));
  }
  append(0x80 | (point & 0x3f));
}

/** Most text is ASCII: eight bytes at a time. */
size_t SkipAscii(std::string_view bytes, size_t position) {
  for (; bytes.size() - position >= sizeof(uint64_t); position += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + position, sizeof(word));
    if ((word & 0x8080808080808080) != 0) break;
  }
  return position;
}

bool IsWellFormed(std::string_view bytes, bool surrogates) {
  size_t position = 0;
  while ((position = SkipAscii(bytes, position)) < bytes.size()) {
    const uint32_t point = ReadPoint(bytes, position);
    if (point == kMalformed || (!surrogates && IsSurrogate(point))) return false;
  }
  return true;
}

}  // namespace

bool IsUtf8(std::string_view bytes) { return IsWellFormed(bytes, false); }

bool IsWtf8(std::string_view bytes) { return IsWellFormed(bytes, true); }

bool HasSurrogates(std::string_view bytes) {
  for (size_t at = 0; (at = bytes.find('\xed', at)) != std::string_view::npos; ++at) {
    if (at + 1 < bytes.size() && static_cast<uint8_t>(bytes[at + 1]) >= 0xa0) return true;
  }
  return false;
}

void AppendUtf16(std::string& output, const char16_t* units, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    uint32_t point = units[i];
    if (IsHighSurrogate(point) && i + 1 < length && IsLowSurrogate(units[i + 1])) {
      point = JoinPair(point, units[++i]);
    }
    AppendPoint(output, point);
  }
}

std::string JoinSurrogates(std::string_view bytes) {
  std::string output;
  output.reserve(bytes.size());
  size_t position = 0;
  while (position < bytes.size()) {
    uint32_t point = ReadPoint(bytes, position);
    if (IsHighSurrogate(point) && position < bytes.size()) {
      size_t behind = position;
      const uint32_t next = ReadPoint(bytes, behind);
      if (IsLowSurrogate(next)) {
        point = JoinPair(point, next);
        position = behind;
      }
    }
    AppendPoint(output, point);
  }
  return output;
}

}  // namespace pyloom
