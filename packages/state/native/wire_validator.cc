#include "wire_validator.h"

#include <cstring>

#include "pyloom/surrogates.h"
#include "pyloom/wire_reader.h"

namespace pyloom {
namespace {

using wire::Extension;
using Kind = WireItem::Kind;

constexpr const char* kMalformed = "it is no valid message";

// Bytes of one element, or 0 for an unknown format.
uint64_t ItemSize(char format) {
  if (std::strchr("bBc?x", format) != nullptr) return 1;
  if (std::strchr("hHe", format) != nullptr) return 2;
  if (std::strchr("iIf", format) != nullptr) return 4;
  if (format == 'D') return 16;
  return std::strchr("qQdF", format) != nullptr ? 8 : 0;
}

const char* CheckView(std::string_view payload) {
  if (payload.size() < 2 || payload[0] == '\0') return kMalformed;
  uint64_t expected = ItemSize(payload[0]);
  const size_t dimensions = static_cast<uint8_t>(payload[1]);
  const size_t header = 2 + 4 * dimensions;
  const bool is_data_view = payload[0] == 'x';
  if (expected == 0 || dimensions > wire::kMaxDimensions || payload.size() < header ||
      (is_data_view && dimensions != 1)) {
    return kMalformed;
  }
  const uint64_t actual = payload.size() - header;
  bool is_empty = false;
  bool is_larger = false;
  for (size_t i = 0; i < dimensions; ++i) {
    uint64_t length = 0;
    for (size_t byte = 4; byte-- > 0;)
      length = (length << 8) | static_cast<uint8_t>(payload[2 + 4 * i + byte]);
    is_empty = is_empty || length == 0;
    // Neither factor has more than 32 bits while the product is within the payload.
    if (!is_larger) expected *= length;
    is_larger = is_larger || expected > actual;
  }
  if (is_empty) return actual == 0 ? nullptr : kMalformed;
  return expected == actual ? nullptr : kMalformed;
}

const char* CheckTimestamp(std::string_view payload) {
  if (payload.size() == 4) return nullptr;
  if (payload.size() != 8 && payload.size() != 12) return kMalformed;
  uint32_t nanoseconds = 0;
  for (int i = 0; i < 4; ++i) nanoseconds = (nanoseconds << 8) | static_cast<uint8_t>(payload[i]);
  if (payload.size() == 8) nanoseconds >>= 2;
  if (nanoseconds > 999'999'999) return kMalformed;
  if (payload.size() == 8) return nullptr;
  uint64_t seconds = 0;
  for (int i = 4; i < 12; ++i) seconds = (seconds << 8) | static_cast<uint8_t>(payload[i]);
  // The years 1 to 9999, which both Python's datetime and Date have.
  const auto since_epoch = static_cast<int64_t>(seconds);
  return since_epoch >= -62'135'596'800 && since_epoch <= 253'402'300'799 ? nullptr : kMalformed;
}

const char* CheckNumbers(std::string_view payload) {
  if (payload.size() % 8 != 1) return kMalformed;
  const auto kind = static_cast<uint8_t>(payload[0]);
  return kind == wire::kNumbersAsInJavaScript || kind == wire::kNumbersAllFloats ? nullptr
                                                                                 : kMalformed;
}

class Validator {
 public:
  const char* Check(WireReader& reader) {
    const WireItem item = reader.Next();
    switch (item.kind) {
      case Kind::kInvalid:
        return kMalformed;
      case Kind::kString:
        return IsUtf8(item.payload()) ? nullptr : kMalformed;
      case Kind::kArray:
        return CheckItems(reader, item.length);
      case Kind::kMap:
        return CheckMap(reader, item.length);
      case Kind::kExtension:
        return CheckExtension(item);
      default:
        return nullptr;
    }
  }

 private:
  // One level deeper for as long as it lives.
  struct Level {
    explicit Level(int& depth) : depth(depth) { ++depth; }
    ~Level() { --depth; }
    const char* fault() const {
      return depth > wire::kMaxDepth ? "it is nested more than 512 deep; store a flat list with ids"
                                     : nullptr;
    }
    int& depth;
  };

  const char* CheckItems(WireReader& reader, uint64_t count) {
    const Level level(depth_);
    const char* fault = level.fault();
    for (uint64_t i = 0; i < count && fault == nullptr; ++i) fault = Check(reader);
    return fault;
  }

  const char* CheckMap(WireReader& reader, uint64_t count) {
    const Level level(depth_);
    const char* fault = level.fault();
    for (uint64_t i = 0; i < count && fault == nullptr; ++i) {
      fault = CheckKey(reader);
      if (fault == nullptr) fault = Check(reader);
    }
    return fault;
  }

  const char* CheckKey(WireReader& reader) {
    const WireItem item = reader.Next();
    if (item.kind == Kind::kString) return IsUtf8(item.payload()) ? nullptr : kMalformed;
    return item.Is(Extension::kSurrogates) && IsWtf8(item.payload()) ? nullptr : kMalformed;
  }

  // Items that fill a payload; they come in pairs in a mapping.
  const char* CheckPayload(std::string_view payload, bool in_pairs) {
    const Level level(depth_);
    const char* fault = level.fault();
    WireReader reader(payload);
    while (!reader.AtEnd() && fault == nullptr) {
      fault = Check(reader);
      if (in_pairs && fault == nullptr) fault = Check(reader);
    }
    return fault;
  }

  const char* CheckExtension(const WireItem& item) {
    switch (static_cast<Extension>(item.extension)) {
      case Extension::kTimestamp:
        return CheckTimestamp(item.payload());
      case Extension::kInteger:
        return item.payload().empty() ? kMalformed : nullptr;
      case Extension::kSurrogates:
        return IsWtf8(item.payload()) ? nullptr : kMalformed;
      case Extension::kMapping:
        return CheckPayload(item.payload(), true);
      case Extension::kSet:
      case Extension::kTuple:
        return CheckPayload(item.payload(), false);
      case Extension::kView:
        return CheckView(item.payload());
      case Extension::kNumbers:
        return depth_ < wire::kMaxDepth
                   ? CheckNumbers(item.payload())
                   : "it is nested more than 512 deep; store a flat list with ids";
      case Extension::kPinnedView:
      case Extension::kPinnedBytes:
        return "it refers to memory that it does not hold; store a copy";
      case Extension::kReference:
        return "a store holds plain data, no Python objects; store what describes it";
      case Extension::kFunction:
        return "a store holds plain data, no functions";
      case Extension::kArray:
        return "an array of NumPy's own kind needs NumPy to be read; store what it holds";
      case Extension::kNaive:
        return "a naive time is local to a process; store an aware one";
    }
    return kMalformed;
  }

  int depth_ = 0;
};

}  // namespace

const char* FindFault(std::string_view bytes) {
  WireReader reader(bytes);
  const char* fault = Validator().Check(reader);
  if (fault != nullptr) return fault;
  return reader.AtEnd() ? nullptr : kMalformed;
}

}  // namespace pyloom
