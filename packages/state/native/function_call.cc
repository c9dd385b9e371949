#include "function_call.h"

#include <new>
#include <utility>

#include "pyloom/surrogates.h"
#include "pyloom/wire_reader.h"
#include "wire_validator.h"

namespace pyloom {
namespace {

using Kind = WireItem::Kind;

// Bytes of a key that a message shows.
constexpr size_t kQuoted = 80;

}  // namespace

void FunctionCall::CheckCount(size_t least, size_t most) {
  WireReader reader(arguments_);
  const WireItem head = reader.Next();
  if (head.kind != Kind::kArray)
    Refuse(PYLOOM_NATIVE_TYPE_ERROR, "the arguments are no array, or cut off");
  count_ = head.length;
  if (count_ < least || count_ > most) {
    const std::string expected = least == most
                                     ? std::to_string(least)
                                     : std::to_string(least) + " or " + std::to_string(most);
    Refuse(PYLOOM_NATIVE_TYPE_ERROR, "expected " + expected +
                                         (most == 1 ? " argument" : " arguments") + ", got " +
                                         std::to_string(count_));
  }
  // Only the last argument may be a container, so it is what is left, and whoever reads it checks
  // its end.
  for (size_t i = 0; i < count_; ++i) {
    const std::string_view start = reader.rest();
    const bool is_last = i + 1 == count_;
    if (!is_last && reader.Next().kind == Kind::kInvalid)
      Refuse(PYLOOM_NATIVE_TYPE_ERROR, "the arguments are cut off");
    items_[i] = is_last ? start : start.substr(0, start.size() - reader.rest().size());
  }
  if (count_ == 0 && !reader.AtEnd())
    Refuse(PYLOOM_NATIVE_TYPE_ERROR, "the arguments go on behind their end");
}

KeyView FunctionCall::Key(size_t index) {
  WireReader reader(items_[index]);
  const WireItem item = reader.Next();
  if (reader.AtEnd() && item.kind == Kind::kString && IsUtf8(item.payload()))
    return KeyView(item.payload());
  if (reader.AtEnd() && item.Is(wire::Extension::kSurrogates) && IsWtf8(item.payload())) {
    joined_ = JoinSurrogates(item.payload());
    return KeyView(joined_);
  }
  Refuse(PYLOOM_NATIVE_TYPE_ERROR, "a key must be a str");
}

int64_t FunctionCall::Integer(size_t index) const {
  WireReader reader(items_[index]);
  const WireItem item = reader.Next();
  if (reader.AtEnd()) {
    if (item.kind == Kind::kInt) return item.integer;
    int64_t integer = 0;
    const bool is_extension = item.Is(wire::Extension::kInteger);
    if (is_extension && ReadIntegerExtension(item.payload(), &integer)) return integer;
    if (is_extension || item.kind == Kind::kUnsigned)
      Refuse(PYLOOM_NATIVE_OVERFLOW_ERROR, "a counter has 64 bits, and cannot be changed by more");
  }
  Refuse(PYLOOM_NATIVE_TYPE_ERROR, "a counter is changed by an int");
}

std::string_view FunctionCall::PlainData(size_t index) const {
  const char* fault = FindFault(items_[index]);
  if (fault != nullptr)
    Refuse(PYLOOM_NATIVE_TYPE_ERROR, std::string("the value cannot be stored: ") + fault);
  return items_[index];
}

void FunctionCall::CheckFull(Full full, const Store& store) {
  if (full == Full::kNo) return;
  const bool by_entries = full == Full::kEntries;
  const uint64_t limit = by_entries ? store.limits().entries : store.limits().bytes;
  Refuse(PYLOOM_NATIVE_FULL_ERROR, "the store is full: it may hold " + std::to_string(limit) +
                                       (by_entries ? " entries" : " bytes") + "; it is unchanged");
}

void FunctionCall::Refuse(pyloom_native_status status, const std::string& message) {
  throw Refusal(status, message);
}

std::string FunctionCall::Quote(const KeyView& key) {
  size_t length = key.bytes.size();
  if (length > kQuoted) {
    length = kQuoted;
    while ((static_cast<uint8_t>(key.bytes[length]) & 0xc0) == 0x80) --length;
  }
  std::string text(key.bytes.substr(0, length));
  // A lone surrogate has three bytes, and so has the sign for a character that cannot be shown.
  for (size_t at = 0; (at = text.find('\xed', at)) != std::string::npos; ++at) {
    if (static_cast<uint8_t>(text[at + 1]) >= 0xa0) text.replace(at, 3, "\xef\xbf\xbd");
  }
  return "'" + text + (length < key.bytes.size() ? "…'" : "'");
}

void FunctionCall::Return(std::string_view bytes) const {
  if (output_.write(output_.sink, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()) !=
      0) {
    throw std::bad_alloc();
  }
}

void FunctionCall::ReturnInteger(int64_t value) const {
  uint8_t bytes[kMostBytesOfInteger];
  const size_t size = WriteInteger(bytes, value);
  Return(std::string_view(reinterpret_cast<const char*>(bytes), size));
}

WireWriter EncodeKeys(const std::vector<std::string>& keys) {
  WireWriter writer;
  writer.ArrayHeader(keys.size());
  for (const std::string& key : keys) {
    if (!HasSurrogates(key)) {
      writer.String(key);
      continue;
    }
    writer.ExtensionHeader(static_cast<int8_t>(wire::Extension::kSurrogates), key.size());
    writer.Append(key.data(), key.size());
  }
  return writer;
}

}  // namespace pyloom
