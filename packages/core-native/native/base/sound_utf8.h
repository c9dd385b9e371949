// Text that comes from anywhere, for those who take UTF-8 alone.
#ifndef PYLOOM_BASE_SOUND_UTF8_H_
#define PYLOOM_BASE_SOUND_UTF8_H_

#include <string>
#include <string_view>

namespace pyloom {

// With U+FFFD for each byte that is no part of a character.
std::string SoundUtf8(std::string_view bytes);

}  // namespace pyloom

#endif  // PYLOOM_BASE_SOUND_UTF8_H_
