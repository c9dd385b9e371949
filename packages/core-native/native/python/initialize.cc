#include "python/initialize.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "python/api.h"
#include "python/utf8_mode.h"

namespace pyloom {

namespace {

// An environment variable as CPython reads it: one that is empty is none. On the thread that starts
// CPython, which keeps process.env still.
const char* Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr || *value == '\0' ? nullptr : value;
}

bool ReadNumber(const char* text, int64_t* number) {
  char* end = nullptr;
  errno = 0;
  *number = std::strtoll(text, &end, 10);
  return errno == 0 && *end == '\0';
}

// A configuration of CPython 3.14 and later (PEP 741). Its defaults are those of an isolated
// Python, and what those fix, CPython no longer looks up in the environment.
class Config {
 public:
  Config() : config_(py.PyInitConfig_Create()) {}
  ~Config() {
    if (config_ != nullptr) py.PyInitConfig_Free(config_);
  }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  std::string Start(const std::string& executable) {
    if (config_ == nullptr) return "out of memory";
    Set("isolated", 0);
    Set("use_environment", 1);
    Set("user_site_directory", 1);
    Set("safe_path", 0);
    Set("pathconfig_warnings", 1);
    if (Variable("PYTHONDEVMODE") != nullptr) Set("dev_mode", 1);
    SetNumber("tracemalloc", "PYTHONTRACEMALLOC");
    SetNumber("perf_profiling", "PYTHONPERFSUPPORT");
    SetNumber("int_max_str_digits", "PYTHONINTMAXSTRDIGITS");
    SetHashSeed();

    Set("install_signal_handlers", 0);
    Set("site_import", 0);
    if (WantsUtf8Mode()) Set("utf8_mode", 1);
    ok_ = ok_ && py.PyInitConfig_SetStr(config_, "program_name", executable.c_str()) == 0;
    if (ok_ && py.Py_InitializeFromInitConfig(config_) == 0) return "";
    const char* message = nullptr;
    py.PyInitConfig_GetError(config_, &message);
    return message == nullptr ? "CPython could not be started" : message;
  }

 private:
  void Set(const char* option, int64_t value) {
    ok_ = ok_ && py.PyInitConfig_SetInt(config_, option, value) == 0;
  }

  void SetNumber(const char* option, const char* variable) {
    const char* value = Variable(variable);
    int64_t number = 0;
    if (value != nullptr && ReadNumber(value, &number) && number >= 0) Set(option, number);
  }

  void SetHashSeed() {
    const char* value = Variable("PYTHONHASHSEED");
    int64_t seed = 0;
    if (value == nullptr || !ReadNumber(value, &seed)) return;  // "random", as by default
    Set("use_hash_seed", 1);
    Set("hash_seed", seed);
  }

  PyInitConfig* config_;
  bool ok_ = true;
};

}  // namespace

std::string InitializePython(const std::string& executable) {
  if (py.PyInitConfig_Create != nullptr) return Config().Start(executable);
  *py.Py_UTF8Mode = WantsUtf8Mode() ? 1 : 0;
  // CPython finds its prefix, and a venv's pyvenv.cfg, from the executable's path.
  py.Py_SetProgramName(py.Py_DecodeLocale(executable.c_str(), nullptr));
  *py.Py_NoSiteFlag = 1;
  py.Py_InitializeEx(0);
  return "";
}

}  // namespace pyloom
