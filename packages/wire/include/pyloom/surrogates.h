// Texts that may have lone surrogates in them: UTF-8 in which each of those has three bytes of its
// own ("WTF-8"). JavaScript's strings are any UTF-16, Python's any code points, and both must come
// back as they were.
#ifndef PYLOOM_SURROGATES_H_
#define PYLOOM_SURROGATES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace pyloom {

namespace text {

inline constexpr uint32_t kMalformed = 0xffffffff;

inline bool IsHighSurrogate(uint32_t point) { return (point & 0xfffffc00) == 0xd800; }
inline bool IsLowSurrogate(uint32_t point) { return (point & 0xfffffc00) == 0xdc00; }
inline bool IsSurrogate(uint32_t point) { return (point & 0xfffff800) == 0xd800; }
inline uint32_t JoinPair(uint32_t high, uint32_t low) {
  return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

// Reads one code point, surrogates included, and moves `position` behind it.
inline uint32_t ReadPoint(std::string_view bytes, size_t& position) {
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

inline void AppendPoint(std::string& output, uint32_t point) {
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

// Most text is ASCII: eight bytes at a time.
inline size_t SkipAscii(std::string_view bytes, size_t position) {
  for (; bytes.size() - position >= sizeof(uint64_t); position += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + position, sizeof(word));
    if ((word & 0x8080808080808080) != 0) break;
  }
  return position;
}

inline bool IsWellFormed(std::string_view bytes, bool surrogates) {
  size_t position = 0;
  while ((position = SkipAscii(bytes, position)) < bytes.size()) {
    const uint32_t point = ReadPoint(bytes, position);
    if (point == kMalformed || (!surrogates && IsSurrogate(point))) return false;
  }
  return true;
}

}  // namespace text

// Well-formed UTF-8, of any code points but surrogates.
inline bool IsUtf8(std::string_view bytes) { return text::IsWellFormed(bytes, false); }

// UTF-8 or WTF-8; a pair of surrogates may have been encoded one by one, as Python's surrogatepass
// does.
inline bool IsWtf8(std::string_view bytes) { return text::IsWellFormed(bytes, true); }

// True if well-formed WTF-8 is more than UTF-8.
inline bool HasSurrogates(std::string_view bytes) {
  for (size_t at = 0; (at = bytes.find('\xed', at)) != std::string_view::npos; ++at) {
    if (at + 1 < bytes.size() && static_cast<uint8_t>(bytes[at + 1]) >= 0xa0) return true;
  }
  return false;
}

// Appends UTF-16 as WTF-8; pairs are joined.
inline void AppendUtf16(std::string& output, const char16_t* units, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    uint32_t point = units[i];
    if (text::IsHighSurrogate(point) && i + 1 < length && text::IsLowSurrogate(units[i + 1])) {
      point = text::JoinPair(point, units[++i]);
    }
    text::AppendPoint(output, point);
  }
}

// Makes one character of each pair of surrogates in well-formed WTF-8, so that equal texts have
// equal bytes.
inline std::string JoinSurrogates(std::string_view bytes) {
  std::string output;
  output.reserve(bytes.size());
  size_t position = 0;
  while (position < bytes.size()) {
    uint32_t point = text::ReadPoint(bytes, position);
    if (text::IsHighSurrogate(point) && position < bytes.size()) {
      size_t behind = position;
      const uint32_t next = text::ReadPoint(bytes, behind);
      if (text::IsLowSurrogate(next)) {
        point = text::JoinPair(point, next);
        position = behind;
      }
    }
    text::AppendPoint(output, point);
  }
  return output;
}

}  // namespace pyloom

#endif  // PYLOOM_SURROGATES_H_
