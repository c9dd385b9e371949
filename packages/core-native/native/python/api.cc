#include "python/api.h"

#include <cstring>

namespace pyloom {

PythonApi py;

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
  return true;
}

}  // namespace pyloom
