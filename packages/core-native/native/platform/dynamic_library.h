// Loading a shared library by path: the whole difference between the systems, in one place.
#ifndef PYLOOM_PLATFORM_DYNAMIC_LIBRARY_H_
#define PYLOOM_PLATFORM_DYNAMIC_LIBRARY_H_

#include <string>

namespace pyloom {

// A library that is never closed: CPython cannot be unloaded, its extension modules even less so.
class DynamicLibrary {
 public:
  // Opens the library so that its symbols serve the libraries that are loaded later (CPython's
  // extension modules find the C-API this way). On failure returns false and fills `error`.
  bool Open(const std::string& path, std::string* error);

  // What this process consists of already; on Windows the library of it that has this symbol.
  bool OpenLoaded(const char* symbol, std::string* error);

  // nullptr when the library has no such symbol.
  void* Find(const char* symbol) const;

 private:
  void* handle_ = nullptr;
};

// A symbol that the executable itself exports, or null.
void* FindInProcess(const char* symbol);

// The file that this code was loaded from; empty: nobody knows.
std::string OwnPath();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_DYNAMIC_LIBRARY_H_
