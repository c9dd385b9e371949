#pragma once

#include <cstdint>
#include <string_view>

#include "pyloom/wire_format.h"

namespace pyloom {

/** One value's header, and for scalars and extensions the value itself. See docs/wire.md. */
struct WireToken {
  enum class Kind { kNil, kBoolean, kInteger, kFloat, kText, kBinary, kArray, kMap, kExtension };

  Kind kind = Kind::kNil;
  /** Of an integer; meaningless when it is `beyond_int64`. */
  int64_t integer = 0;
  /** An integer of 2**63 and more. */
  bool beyond_int64 = false;
  /** Items of an array, pairs of a map. */
  uint32_t count = 0;
  wire::Extension extension{};
  /** Bytes of a text, a binary or an extension; they are there. */
  std::string_view payload;
};

/** Reads MessagePack from hostile bytes, header by header: whatever is returned lies within them.
 */
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  /** False if what follows is no MessagePack, or ends too early. */
  bool Read(WireToken& token);
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  bool ReadUnsigned(int width, uint64_t& value);
  bool ReadInteger(WireToken& token, int width, bool is_signed);
  bool ReadPayload(WireToken& token, WireToken::Kind kind, uint64_t length);
  bool ReadSized(WireToken& token, WireToken::Kind kind, int width);
  bool ReadCount(WireToken& token, WireToken::Kind kind, int width);
  bool ReadExtension(WireToken& token, uint64_t length);

  std::string_view rest_;
};

/** The integer of an extension 1, if it is one of 64 bits. */
bool ReadIntegerExtension(std::string_view payload, int64_t& integer);

}  // namespace pyloom
