#include "platform/dynamic_library.h"

#ifdef _WIN32
#include <vector>

#include "platform/wide_text.h"
#include "platform/windows_handle.h"
// After that of Windows.
#include <psapi.h>
#else
#include <dlfcn.h>
#endif

namespace pyloom {

#ifdef _WIN32

bool DynamicLibrary::Open(const std::string& path, std::string* error) {
  // The altered search path lets python3XX.dll find vcruntime beside itself.
  handle_ = LoadLibraryExA(path.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (handle_ == nullptr)
    *error = "LoadLibrary failed with error " + std::to_string(GetLastError());
  return handle_ != nullptr;
}

bool DynamicLibrary::OpenLoaded(const char* symbol, std::string* error) {
  DWORD size = 0;
  const HANDLE self = GetCurrentProcess();
  K32EnumProcessModules(self, nullptr, 0, &size);
  std::vector<HMODULE> modules(size / sizeof(HMODULE));
  K32EnumProcessModules(self, modules.data(), size, &size);
  for (const HMODULE each : modules) {
    if (each != nullptr && GetProcAddress(each, symbol) != nullptr) handle_ = each;
    if (handle_ != nullptr) return true;
  }
  *error = std::string("no library of this process has ") + symbol;
  return false;
}

void* DynamicLibrary::Find(const char* symbol) const {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), symbol));
}

void* FindInProcess(const char* symbol) {
  return reinterpret_cast<void*>(GetProcAddress(GetModuleHandle(nullptr), symbol));
}

std::string OwnPath() {
  HMODULE own = nullptr;
  constexpr DWORD kOnlyFind =
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (!GetModuleHandleExW(kOnlyFind, reinterpret_cast<LPCWSTR>(&OwnPath), &own)) return "";
  constexpr DWORD kLongest = 1 << 15;  // that Windows knows
  std::wstring path(kLongest, L'\0');
  path.resize(GetModuleFileNameW(own, path.data(), kLongest));
  return Narrow(path);
}

#else

bool DynamicLibrary::Open(const std::string& path, std::string* error) {
  // Not RTLD_DEEPBIND: libpython would then see libc's own, empty `environ`, not the executable's.
  handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (handle_ == nullptr) *error = dlerror();  // NOLINT(concurrency-mt-unsafe): it is per thread
  return handle_ != nullptr;
}

bool DynamicLibrary::OpenLoaded(const char*, std::string* error) {
  handle_ = dlopen(nullptr, RTLD_NOW);
  if (handle_ == nullptr) *error = dlerror();  // NOLINT(concurrency-mt-unsafe): it is per thread
  return handle_ != nullptr;
}

void* DynamicLibrary::Find(const char* symbol) const { return dlsym(handle_, symbol); }

void* FindInProcess(const char* symbol) { return dlsym(RTLD_DEFAULT, symbol); }

std::string OwnPath() {
  Dl_info info{};
  dladdr(reinterpret_cast<const void*>(&OwnPath), &info);
  return info.dli_fname == nullptr ? "" : info.dli_fname;
}

#endif

}  // namespace pyloom
