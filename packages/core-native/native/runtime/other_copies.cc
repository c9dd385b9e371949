#include "runtime/other_copies.h"

#ifdef __linux__
#include <dlfcn.h>
#include <link.h>

#include <vector>
#endif

#include "runtime/runtime.h"

#ifdef _WIN32
#define PYLOOM_EXPORT extern "C" __declspec(dllexport)
#else
#define PYLOOM_EXPORT extern "C" __attribute__((visibility("default")))
#endif

// For other copies, whichever version they are: never changes. The text is the caller's to copy;
// null: no CPython was started here.
PYLOOM_EXPORT const char* pyloom_started_python();

const char* pyloom_started_python() {
  thread_local std::string description;
  description = pyloom::Runtime::Get().started_description();
  return description.empty() ? nullptr : description.c_str();
}

namespace pyloom {

#ifdef __linux__

namespace {

int Collect(dl_phdr_info* info, size_t, void* data) {
  const std::string path = info->dlpi_name;
  if (path.find("@pyloom+core-native") != std::string::npos ||
      path.find("pyloom_core.node") != std::string::npos) {
    static_cast<std::vector<std::string>*>(data)->push_back(path);
  }
  return 0;
}

}  // namespace

std::optional<OtherCopy> FindOtherCopyWithPython() {
  std::vector<std::string> paths;
  dl_iterate_phdr(Collect, &paths);
  for (const std::string& path : paths) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr) continue;
    void* const found = dlsym(library, "pyloom_started_python");
    dlclose(library);  // the reference of this look; each copy stays loaded by itself
    const auto started = reinterpret_cast<const char* (*)()>(found);
    if (started == nullptr || started == &pyloom_started_python) continue;
    if (const char* python = started()) return OtherCopy{python, path};
  }
  return std::nullopt;
}

#else

std::optional<OtherCopy> FindOtherCopyWithPython() { return std::nullopt; }

#endif

}  // namespace pyloom
