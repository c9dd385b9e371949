#include "base/sound_utf8.h"

#include "pyloom/surrogates.h"

namespace pyloom {

std::string SoundUtf8(std::string_view bytes) {
  std::string sound;
  sound.reserve(bytes.size());
  size_t position = 0;
  while (position < bytes.size()) {
    const size_t begin = position;
    const uint32_t point = text::ReadPoint(bytes, position);
    if (point == text::kMalformed || text::IsSurrogate(point)) {
      sound += "\xEF\xBF\xBD";
      position = begin + 1;
    } else {
      sound += bytes.substr(begin, position - begin);
    }
  }
  return sound;
}

}  // namespace pyloom
