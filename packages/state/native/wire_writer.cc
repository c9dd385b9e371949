#include "wire_writer.h"

#include "pyloom/wire_format.h"
#include "wtf8.h"

namespace pyloom {
namespace {

void AppendBigEndian(std::string& output, uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
    output.push_back(static_cast<char>(value >> shift));
}

/** A lead byte for each of the widths 1, 2 and 4, one after another. */
void AppendLength(std::string& output, uint8_t lead, uint64_t length) {
  const int step = length < 0x100 ? 0 : length < 0x10000 ? 1 : 2;
  output.push_back(static_cast<char>(lead + step));
  AppendBigEndian(output, length, 1 << step);
}

}  // namespace

size_t WireSizeOfInteger(int64_t value) {
  if (value >= -32 && value < 0x80) return 1;
  if (value >= -0x80 && value < 0x100) return 2;
  if (value >= -0x8000 && value < 0x10000) return 3;
  return value >= -0x80000000LL && value < 0x100000000LL ? 5 : 9;
}

size_t WriteInteger(uint8_t (&output)[kMaxIntegerSize], int64_t value) {
  const size_t size = WireSizeOfInteger(value);
  size_t position = 0;
  if (size > 1) {
    // int 8 to int 64 or uint 8 to uint 64, by the width that follows.
    const int step = size == 2 ? 0 : size == 3 ? 1 : size == 5 ? 2 : 3;
    output[position++] = static_cast<uint8_t>((value < 0 ? 0xd0 : 0xcc) + step);
  }
  const size_t width = size == 1 ? 1 : size - 1;
  for (size_t i = width; i-- > 0;) output[position++] = static_cast<uint8_t>(value >> (8 * i));
  return size;
}

void AppendArrayHeader(std::string& output, size_t count) {
  if (count < 16) {
    output.push_back(static_cast<char>(0x90 | count));
  } else if (count < 0x10000) {
    output.push_back('\xdc');
    AppendBigEndian(output, count, 2);
  } else {
    output.push_back('\xdd');
    AppendBigEndian(output, count, 4);
  }
}

void AppendText(std::string& output, std::string_view text) {
  if (HasSurrogates(text)) {
    AppendLength(output, 0xc7, text.size());
    output.push_back(static_cast<char>(wire::Extension::kSurrogates));
  } else if (text.size() < 32) {
    output.push_back(static_cast<char>(0xa0 | text.size()));
  } else {
    AppendLength(output, 0xd9, text.size());
  }
  output.append(text);
}

}  // namespace pyloom
