#include "python/start_environment.h"

#include <mutex>
#include <string>
#include <vector>

#include "python/owned.h"

#ifdef __APPLE__
#include <crt_externs.h>
#elif !defined(_WIN32)
extern "C" char** environ;
#endif

namespace pyloom {

#ifdef _WIN32

void NoteStartEnvironment() {}
bool UseStartEnvironment() { return true; }

#else

namespace {

// Written once, before any Python runs.
std::vector<std::string>& Noted() {
  static auto* const noted = new std::vector<std::string>();  // leaked: threads outlive statics
  return *noted;
}

PyOwned Bytes(const char* text, size_t length) {
  return PyOwned(py.PyBytes_FromStringAndSize(text, static_cast<Py_ssize_t>(length)));
}

}  // namespace

void NoteStartEnvironment() {
  static std::once_flag once;
  std::call_once(once, [] {
#ifdef __APPLE__
    char** const variables = *_NSGetEnviron();
#else
    char** const variables = environ;
#endif
    for (char** each = variables; each != nullptr && *each != nullptr; ++each) {
      Noted().emplace_back(*each);
    }
  });
}

bool UseStartEnvironment() {
  if (Noted().empty()) return true;  // it is that of this process
  PyOwned posix(py.PyImport_ImportModule("posix"));
  PyOwned dict(posix ? py.PyObject_GetAttrString(posix.get(), "environ") : nullptr);
  PyOwned clear(dict ? py.PyObject_GetAttrString(dict.get(), "clear") : nullptr);
  if (!clear || !PyOwned(py.PyObject_CallObject(clear.get(), nullptr))) return false;
  for (const std::string& variable : Noted()) {
    const size_t end = variable.find('=');
    if (end == std::string::npos) continue;
    PyOwned name = Bytes(variable.data(), end);
    PyOwned value = Bytes(variable.data() + end + 1, variable.size() - end - 1);
    if (!name || !value || py.PyDict_SetItem(dict.get(), name.get(), value.get()) != 0) {
      return false;
    }
  }
  return true;
}

#endif

}  // namespace pyloom
