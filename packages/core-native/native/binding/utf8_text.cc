#include "binding/utf8_text.h"

#include <vector>

namespace pyloom {

namespace {

bool IsAscii(const uint8_t* bytes, size_t length) {
  uint8_t bits = 0;
  for (size_t i = 0; i < length; ++i) bits |= bytes[i];
  return bits < 0x80;
}

// Whether so many bytes are there is checked, what they are is not.
size_t DecodeUtf8(const uint8_t* bytes, size_t length, char16_t* units) {
  size_t count = 0;
  for (size_t i = 0; i < length;) {
    const uint32_t lead = bytes[i];
    auto low_bits = [&](size_t offset) { return bytes[i + offset] & 0x3fU; };
    if (lead < 0x80) {
      units[count++] = static_cast<char16_t>(lead);
      i += 1;
    } else if (lead < 0xe0 && i + 2 <= length) {
      units[count++] = static_cast<char16_t>((lead & 0x1f) << 6 | low_bits(1));
      i += 2;
    } else if (lead < 0xf0 && i + 3 <= length) {
      units[count++] = static_cast<char16_t>((lead & 0xf) << 12 | low_bits(1) << 6 | low_bits(2));
      i += 3;
    } else if (i + 4 <= length) {
      const uint32_t point = (lead & 7) << 18 | low_bits(1) << 12 | low_bits(2) << 6 | low_bits(3);
      units[count++] = static_cast<char16_t>(0xd7c0 + (point >> 10));
      units[count++] = static_cast<char16_t>(0xdc00 | (point & 0x3ff));
      i += 4;
    } else {
      break;
    }
  }
  return count;
}

}  // namespace

napi_value Utf8Text(napi_env env, const uint8_t* bytes, size_t length) {
  napi_value text = nullptr;
  if (IsAscii(bytes, length)) {
    napi_create_string_latin1(env, reinterpret_cast<const char*>(bytes), length, &text);
    return text;
  }
  std::vector<char16_t> units(length);
  napi_create_string_utf16(env, units.data(), DecodeUtf8(bytes, length, units.data()), &text);
  return text;
}

}  // namespace pyloom
