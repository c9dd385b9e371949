#include "python/api.h"

#include <array>
#include <cstdlib>
#include <cstring>

namespace pyloom {

PythonApi py;

namespace {

// `version` is "3.13.5 experimental free-threading build (main, ..." and the like.
bool IsOlderThan(int major, int minor, int patch, const char* version) {
  std::array<int, 3> found{};
  for (int& part : found) {
    char* end = nullptr;
    part = static_cast<int>(std::strtol(version, &end, 10));
    version = *end == '.' ? end + 1 : end;
  }
  return found < std::array{major, minor, patch};
}

}  // namespace

bool PythonApi::Load(const DynamicLibrary& library, std::string* missing) {
#define PYLOOM_LOAD_FUNCTION(result, name, parameters)          \
  name = reinterpret_cast<decltype(name)>(library.Find(#name)); \
  if (name == nullptr) {                                        \
    *missing = #name;                                           \
    return false;                                               \
  }
  PYLOOM_PYTHON_FUNCTIONS(PYLOOM_LOAD_FUNCTION)
#undef PYLOOM_LOAD_FUNCTION

#define PYLOOM_LOAD_OPTIONAL(result, name, parameters) \
  name = reinterpret_cast<decltype(name)>(library.Find(#name));
  PYLOOM_PYTHON_OPTIONAL_FUNCTIONS(PYLOOM_LOAD_OPTIONAL)
#undef PYLOOM_LOAD_OPTIONAL

#define PYLOOM_LOAD_OBJECT(name)                      \
  name = static_cast<PyObject*>(library.Find(#name)); \
  if (name == nullptr) {                              \
    *missing = #name;                                 \
    return false;                                     \
  }
  PYLOOM_PYTHON_STATIC_OBJECTS(PYLOOM_LOAD_OBJECT)
#undef PYLOOM_LOAD_OBJECT

  // These are variables that hold a pointer, set by Py_Initialize at the latest (they are constant
  // addresses of static types, so that the value is there already).
#define PYLOOM_LOAD_EXCEPTION(name)                                 \
  {                                                                 \
    auto** variable = static_cast<PyObject**>(library.Find(#name)); \
    if (variable == nullptr || *variable == nullptr) {              \
      *missing = #name;                                             \
      return false;                                                 \
    }                                                               \
    name = *variable;                                               \
  }
  PYLOOM_PYTHON_EXCEPTIONS(PYLOOM_LOAD_EXCEPTION)
#undef PYLOOM_LOAD_EXCEPTION

  Py_NoSiteFlag = static_cast<int*>(library.Find("Py_NoSiteFlag"));
  Py_UTF8Mode = static_cast<int*>(library.Find("Py_UTF8Mode"));
  free_threaded = std::strstr(Py_GetVersion(), "free-threading build") != nullptr;
  loses_pages = free_threaded && IsOlderThan(3, 14, 4, Py_GetVersion());
  utf8_by_default = !IsOlderThan(3, 15, 0, Py_GetVersion());
  return true;
}

}  // namespace pyloom
