#include "platform/working_folder.h"

#ifdef _WIN32
#include "platform/wide_text.h"
#include "platform/windows_error.h"
#include "platform/windows_handle.h"
#else
#include <unistd.h>

#include <cerrno>
#include <cstring>
#endif

namespace pyloom {

#ifdef _WIN32

bool EnterFolder(const std::string& path, std::string* error) {
  if (SetCurrentDirectoryW(Wide(path).c_str())) return true;
  *error = WithLastError(path);
  return false;
}

#else

bool EnterFolder(const std::string& path, std::string* error) {
  if (chdir(path.c_str()) == 0) return true;
  *error = path + ": " + strerror(errno);  // NOLINT(concurrency-mt-unsafe)
  return false;
}

#endif

}  // namespace pyloom
