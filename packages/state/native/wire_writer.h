#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pyloom {

/** The longest integer of 64 bits. */
inline constexpr size_t kMaxIntegerSize = 9;

/** How many bytes the shortest format of an integer takes. */
size_t WireSizeOfInteger(int64_t value);

/** Writes an integer in its shortest format and returns its size. */
size_t WriteInteger(uint8_t (&output)[kMaxIntegerSize], int64_t value);

void AppendArrayHeader(std::string& output, size_t count);

/** Text that is well-formed WTF-8: a str, or extension 2 if there are surrogates in it. */
void AppendText(std::string& output, std::string_view text);

}  // namespace pyloom
