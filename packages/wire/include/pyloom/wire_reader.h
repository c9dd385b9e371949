// Reads MessagePack without trusting it: every length is checked against what is left. The format
// and its extensions are in docs/wire.md.
#ifndef PYLOOM_WIRE_READER_H_
#define PYLOOM_WIRE_READER_H_

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "pyloom/wire_format.h"

namespace pyloom {

// One item's head. For text, bytes and extensions `data` and `length` are the payload, which has
// been passed over; for arrays and maps `length` is the number of items, which follow.
struct WireItem {
  enum class Kind : uint8_t {
    kNil,
    kBool,
    kInt,
    kUnsigned,  // beyond INT64_MAX
    kDouble,
    kString,
    kBinary,
    kArray,
    kMap,
    kExtension,
    kInvalid,
  };
  Kind kind = Kind::kInvalid;
  int8_t extension = 0;
  union {
    bool boolean;
    int64_t integer;
    uint64_t natural;
    double number;
    uint64_t length = 0;
  };
  const uint8_t* data = nullptr;

  std::string_view payload() const {
    return {reinterpret_cast<const char*>(data), static_cast<size_t>(length)};
  }
  bool Is(wire::Extension type) const {
    return kind == Kind::kExtension && extension == static_cast<int8_t>(type);
  }
};

class WireReader {
 public:
  WireReader(const uint8_t* data, size_t length) : cursor_(data), end_(data + length) {}
  explicit WireReader(std::string_view bytes)
      : WireReader(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()) {}

  bool AtEnd() const { return cursor_ == end_; }
  size_t Left() const { return static_cast<size_t>(end_ - cursor_); }
  const uint8_t* cursor() const { return cursor_; }
  std::string_view rest() const { return {reinterpret_cast<const char*>(cursor_), Left()}; }

  // kInvalid when the input is malformed or cut short.
  WireItem Next() {
    using Kind = WireItem::Kind;
    WireItem item;
    if (AtEnd()) return item;
    const uint8_t tag = *cursor_++;
    if (tag < 0x80) return Integer(tag);
    if (tag < 0x90) return Counted(Kind::kMap, tag & 0x0f);
    if (tag < 0xa0) return Counted(Kind::kArray, tag & 0x0f);
    if (tag < 0xc0) return Payload(Kind::kString, tag & 0x1f);
    if (tag >= 0xe0) return Integer(static_cast<int8_t>(tag));
    switch (tag) {
      case 0xc0:
        item.kind = Kind::kNil;
        return item;
      case 0xc2:
      case 0xc3:
        item.kind = Kind::kBool;
        item.boolean = tag == 0xc3;
        return item;
      case 0xc4:
        return PayloadOf<uint8_t>(Kind::kBinary);
      case 0xc5:
        return PayloadOf<uint16_t>(Kind::kBinary);
      case 0xc6:
        return PayloadOf<uint32_t>(Kind::kBinary);
      case 0xc7:
        return ExtensionOf<uint8_t>();
      case 0xc8:
        return ExtensionOf<uint16_t>();
      case 0xc9:
        return ExtensionOf<uint32_t>();
      case 0xca: {
        uint32_t bits;
        if (!Big(&bits)) return item;
        return Number(std::bit_cast<float>(bits));
      }
      case 0xcb: {
        uint64_t bits;
        if (!Big(&bits)) return item;
        return Number(std::bit_cast<double>(bits));
      }
      case 0xcc:
        return IntegerOf<uint8_t, uint8_t>();
      case 0xcd:
        return IntegerOf<uint16_t, uint16_t>();
      case 0xce:
        return IntegerOf<uint32_t, uint32_t>();
      case 0xcf: {
        uint64_t value;
        if (!Big(&value)) return item;
        if (value <= INT64_MAX) return Integer(static_cast<int64_t>(value));
        item.kind = Kind::kUnsigned;
        item.natural = value;
        return item;
      }
      case 0xd0:
        return IntegerOf<uint8_t, int8_t>();
      case 0xd1:
        return IntegerOf<uint16_t, int16_t>();
      case 0xd2:
        return IntegerOf<uint32_t, int32_t>();
      case 0xd3:
        return IntegerOf<uint64_t, int64_t>();
      case 0xd4:
        return Extension(1);
      case 0xd5:
        return Extension(2);
      case 0xd6:
        return Extension(4);
      case 0xd7:
        return Extension(8);
      case 0xd8:
        return Extension(16);
      case 0xd9:
        return PayloadOf<uint8_t>(Kind::kString);
      case 0xda:
        return PayloadOf<uint16_t>(Kind::kString);
      case 0xdb:
        return PayloadOf<uint32_t>(Kind::kString);
      case 0xdc:
        return CountedOf<uint16_t>(Kind::kArray);
      case 0xdd:
        return CountedOf<uint32_t>(Kind::kArray);
      case 0xde:
        return CountedOf<uint16_t>(Kind::kMap);
      case 0xdf:
        return CountedOf<uint32_t>(Kind::kMap);
      default:
        return item;
    }
  }

  // Raw little-endian numbers, in payloads and in the frames around values. False at the end.
  template <typename T>
  bool Raw(T* value) {
    if (Left() < sizeof(T)) return false;
    std::memcpy(value, cursor_, sizeof(T));
    cursor_ += sizeof(T);
    return true;
  }
  bool Skip(size_t length) {
    if (Left() < length) return false;
    cursor_ += length;
    return true;
  }

 private:
  template <typename T>
  bool Big(T* value) {
    if (Left() < sizeof(T)) return false;
    T result = 0;
    for (size_t i = 0; i < sizeof(T); ++i) result = static_cast<T>(result << 8 | cursor_[i]);
    cursor_ += sizeof(T);
    *value = result;
    return true;
  }

  static WireItem Integer(int64_t value) {
    WireItem item;
    item.kind = WireItem::Kind::kInt;
    item.integer = value;
    return item;
  }
  static WireItem Number(double value) {
    WireItem item;
    item.kind = WireItem::Kind::kDouble;
    item.number = value;
    return item;
  }
  template <typename T, typename Signed>
  WireItem IntegerOf() {
    T value;
    return Big(&value) ? Integer(static_cast<Signed>(value)) : WireItem();
  }

  WireItem Payload(WireItem::Kind kind, uint64_t length) {
    WireItem item;
    if (Left() < length) return item;
    item.kind = kind;
    item.length = length;
    item.data = cursor_;
    cursor_ += length;
    return item;
  }
  template <typename T>
  WireItem PayloadOf(WireItem::Kind kind) {
    T length;
    return Big(&length) ? Payload(kind, length) : WireItem();
  }

  WireItem Extension(uint64_t length) {
    if (AtEnd()) return WireItem();
    const auto type = static_cast<int8_t>(*cursor_++);
    WireItem item = Payload(WireItem::Kind::kExtension, length);
    item.extension = type;
    return item;
  }
  template <typename T>
  WireItem ExtensionOf() {
    T length;
    return Big(&length) ? Extension(length) : WireItem();
  }

  WireItem Counted(WireItem::Kind kind, uint64_t count) {
    WireItem item;
    // Every item takes a byte at least: a count beyond what is left is a lie, and nothing is
    // reserved on its word.
    if (count * (kind == WireItem::Kind::kMap ? 2 : 1) > Left()) return item;
    item.kind = kind;
    item.length = count;
    return item;
  }
  template <typename T>
  WireItem CountedOf(WireItem::Kind kind) {
    T count;
    return Big(&count) ? Counted(kind, count) : WireItem();
  }

  const uint8_t* cursor_;
  const uint8_t* end_;
};

// The integer of an Extension::kInteger, if it is one of 64 bits.
inline bool ReadIntegerExtension(std::string_view payload, int64_t* integer) {
  if (payload.empty() || payload.size() > sizeof(int64_t)) return false;
  const bool negative = (static_cast<uint8_t>(payload.back()) & 0x80) != 0;
  uint64_t value = negative ? ~uint64_t{0} : 0;
  for (size_t i = payload.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(payload[i]);
  *integer = static_cast<int64_t>(value);
  return true;
}

}  // namespace pyloom

#endif  // PYLOOM_WIRE_READER_H_
