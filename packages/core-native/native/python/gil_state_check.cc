#include "python/gil_state_check.h"

#ifdef __linux__

#include <dlfcn.h>

#include "python/api.h"

extern "C" __attribute__((visibility("default"))) int PyGILState_Check() {
  using pyloom::py;
  if (py.PyThreadState_GetUnchecked != nullptr) return py.PyThreadState_GetUnchecked() != nullptr;
  if (py.PyGILState_Check == nullptr) return 1;  // Python is about to start, on this thread
  // Before 3.13 that function has another name, and before 3.12 it tells of any thread's GIL.
  if (py._PyThreadState_UncheckedGet == nullptr || py.Py_NewInterpreterFromConfig == nullptr)
    return py.PyGILState_Check();
  return py._PyThreadState_UncheckedGet() != nullptr;
}

namespace pyloom {

void AnswerGilStateCheck() {
  Dl_info here;
  // Opened already, by Node, with its symbols for itself; this adds the exported ones to those of
  // the process.
  if (dladdr(reinterpret_cast<void*>(&::PyGILState_Check), &here) != 0)
    dlopen(here.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
}

}  // namespace pyloom

#else

namespace pyloom {
void AnswerGilStateCheck() {}
}  // namespace pyloom

#endif
