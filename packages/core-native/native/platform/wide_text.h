// Text as Windows has it.
#ifndef PYLOOM_PLATFORM_WIDE_TEXT_H_
#define PYLOOM_PLATFORM_WIDE_TEXT_H_

#ifdef _WIN32
#include <string>
#include <string_view>

namespace pyloom {

std::wstring Wide(std::string_view utf8);
std::string Narrow(std::wstring_view wide);

}  // namespace pyloom

#endif

#endif  // PYLOOM_PLATFORM_WIDE_TEXT_H_
