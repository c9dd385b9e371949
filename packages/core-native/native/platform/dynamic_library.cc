#include "platform/dynamic_library.h"

#ifdef _WIN32
#include <windows.h>
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

bool DynamicLibrary::OpenProcess(std::string* error) {
  handle_ = GetModuleHandle(nullptr);
  if (handle_ == nullptr) *error = "the executable cannot be looked at";
  return handle_ != nullptr;
}

void* DynamicLibrary::Find(const char* symbol) const {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), symbol));
}

void* FindInProcess(const char* symbol) {
  return reinterpret_cast<void*>(GetProcAddress(GetModuleHandle(nullptr), symbol));
}

#else

bool DynamicLibrary::Open(const std::string& path, std::string* error) {
  // Not RTLD_DEEPBIND: libpython would then see libc's own, empty `environ`, not the executable's.
  handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (handle_ == nullptr) *error = dlerror();  // NOLINT(concurrency-mt-unsafe): it is per thread
  return handle_ != nullptr;
}

bool DynamicLibrary::OpenProcess(std::string* error) {
  handle_ = dlopen(nullptr, RTLD_NOW);
  if (handle_ == nullptr) *error = dlerror();  // NOLINT(concurrency-mt-unsafe): it is per thread
  return handle_ != nullptr;
}

void* DynamicLibrary::Find(const char* symbol) const { return dlsym(handle_, symbol); }

void* FindInProcess(const char* symbol) { return dlsym(RTLD_DEFAULT, symbol); }

#endif

}  // namespace pyloom
