#include "python/utf8_mode.h"

#include <clocale>
#include <cstdlib>
#include <string_view>

#include "python/api.h"

namespace pyloom {

bool WantsUtf8Mode() {
  const char* asked = std::getenv("PYTHONUTF8");  // NOLINT(concurrency-mt-unsafe)
  if (asked != nullptr && *asked != '\0') return std::string_view(asked) == "1";
  if (py.utf8_by_default) return true;
#ifdef _WIN32
  return false;
#else
  std::setlocale(LC_CTYPE, "");                          // NOLINT(concurrency-mt-unsafe)
  const char* name = std::setlocale(LC_CTYPE, nullptr);  // NOLINT(concurrency-mt-unsafe)
  if (name == nullptr) return false;
  const std::string_view locale(name);
  return locale == "C" || locale == "POSIX";
#endif
}

}  // namespace pyloom
