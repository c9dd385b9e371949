#include "platform/windows_error.h"

#ifdef _WIN32
#include "platform/wide_text.h"
#include "platform/windows_handle.h"

namespace pyloom {

std::string WithLastError(const std::string& what) {
  const DWORD number = GetLastError();
  wchar_t text[512];
  DWORD size = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                              number, 0, text, sizeof text / sizeof *text, nullptr);
  while (size > 0 && (text[size - 1] <= L' ' || text[size - 1] == L'.')) --size;
  if (size == 0) return what + ": error " + std::to_string(number) + " of Windows";
  return what + ": " + Narrow({text, size});
}

}  // namespace pyloom

#endif
