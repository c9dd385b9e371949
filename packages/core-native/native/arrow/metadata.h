// Metadata of a type, as the C data interface has them: the number of entries, and of each key and
// value the length and the text.
#ifndef PYLOOM_ARROW_METADATA_H_
#define PYLOOM_ARROW_METADATA_H_

#include <cstdint>
#include <cstring>

namespace pyloom {

// In bytes; negative if it cannot be.
inline int64_t ArrowMetadataLength(const char* metadata) {
  int32_t count = 0;
  std::memcpy(&count, metadata, sizeof(count));
  int64_t length = sizeof(count);
  for (int64_t i = 0; i < int64_t{2} * count; ++i) {
    int32_t text = 0;
    std::memcpy(&text, metadata + length, sizeof(text));
    if (text < 0) return -1;
    length += int64_t{text} + static_cast<int64_t>(sizeof(text));
  }
  return count < 0 ? -1 : length;
}

}  // namespace pyloom

#endif  // PYLOOM_ARROW_METADATA_H_
