// Holding a GIL, and letting go of it. With a free-threaded build the same calls attach and detach
// the thread state. `PyGILState_*` is not used: it is wrong as soon as there are sub-interpreters.
#ifndef PYLOOM_PYTHON_GIL_H_
#define PYLOOM_PYTHON_GIL_H_

#include "python/api.h"

namespace pyloom {

// Attaches the thread's own thread state for a scope.
class GilScope {
 public:
  explicit GilScope(PyThreadState* state) { py.PyEval_RestoreThread(state); }
  ~GilScope() { py.PyEval_SaveThread(); }
  GilScope(const GilScope&) = delete;
  GilScope& operator=(const GilScope&) = delete;
};

// Lets go of the GIL for a scope in which no Python object may be touched.
class GilRelease {
 public:
  GilRelease() : state_(py.PyEval_SaveThread()) {}
  ~GilRelease() { py.PyEval_RestoreThread(state_); }
  GilRelease(const GilRelease&) = delete;
  GilRelease& operator=(const GilRelease&) = delete;

 private:
  PyThreadState* state_;
};

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_GIL_H_
