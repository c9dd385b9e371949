#ifndef PYLOOM_PYTHON_INITIALIZE_H_
#define PYLOOM_PYTHON_INITIALIZE_H_

#include <string>

namespace pyloom {

// Starts CPython as the one that `executable` would be: its prefix or venv, its flags, what its
// environment variables say. Two things differ: signal handlers stay Node's, and `site` is not
// imported yet, since what it imports must see the flags that Interpreter::Boot sets first.
// Once, with the library loaded; this thread holds the GIL afterwards. Returns an error, or "".
std::string InitializePython(const std::string& executable);

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_INITIALIZE_H_
