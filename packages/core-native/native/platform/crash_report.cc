#include "platform/crash_report.h"

#include <cstring>

#ifdef _WIN32
#include "platform/descriptor.h"
#include "platform/windows_error.h"
#include "platform/windows_handle.h"
#endif

namespace pyloom {

namespace {
constexpr size_t kLongest = size_t{64} << 10;
}  // namespace

#ifdef _WIN32

CrashReport::~CrashReport() { CloseDescriptor(&file_); }

// A file, since nothing else that is written to can be read afterwards without waiting. It stays in
// memory where there is room.
bool CrashReport::Create(std::string* error) {
  wchar_t folder[MAX_PATH + 1], path[MAX_PATH + 1];
  if (GetTempPathW(MAX_PATH + 1, folder) == 0 || GetTempFileNameW(folder, L"pyl", 0, path) == 0) {
    *error = WithLastError("a temporary file for crashes cannot be had");
    return false;
  }
  constexpr DWORD kAttributes = FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE;
  constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  file_ = DescriptorOf(CreateFileW(path, GENERIC_READ | GENERIC_WRITE | DELETE, kShared, nullptr,
                                   OPEN_EXISTING, kAttributes, nullptr));
  if (file_ == -1) *error = WithLastError("a temporary file for crashes cannot be had");
  return file_ != -1;
}

int CrashReport::descriptor() const { return file_; }

std::string CrashReport::Text() const {
  if (file_ == -1) return "";
  std::string text(kLongest, '\0');
  OVERLAPPED from_its_beginning{};
  DWORD got = 0;
  if (!ReadFile(HandleOf(file_), text.data(), kLongest, &got, &from_its_beginning)) return "";
  text.resize(got);
  return text;
}

#else

CrashReport::~CrashReport() = default;

bool CrashReport::Create(std::string* error) {
  return memory_.Create("pyloom-report", kLongest, error);
}

int CrashReport::descriptor() const { return memory_.descriptor(); }

std::string CrashReport::Text() const {
  const auto* text = reinterpret_cast<const char*>(memory_.data());
  if (text == nullptr) return "";
  return std::string(text, strnlen(text, memory_.size()));
}

#endif

}  // namespace pyloom
