// What Windows says of the last call that failed.
#ifndef PYLOOM_PLATFORM_WINDOWS_ERROR_H_
#define PYLOOM_PLATFORM_WINDOWS_ERROR_H_

#ifdef _WIN32
#include <string>

namespace pyloom {

// "<what>: <the reason, in the user's language>"
std::string WithLastError(const std::string& what);

}  // namespace pyloom

#endif

#endif  // PYLOOM_PLATFORM_WINDOWS_ERROR_H_
