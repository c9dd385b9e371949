// C++ functions as CPython calls them.
#ifndef PYLOOM_MODULE_GUARDED_H_
#define PYLOOM_MODULE_GUARDED_H_

#include "base/out_of_memory.h"
#include "python/api.h"

namespace pyloom {

// No C++ exception may pass through CPython's frames.
template <auto kFunction, typename... Arguments>
PyObject* Guarded(Arguments... arguments) {
  return UnlessOutOfMemory([&] { return kFunction(arguments...); },
                           [] { return py.PyErr_NoMemory(); });
}

template <auto kFunction>
PyCFunction Fast() {
  PyCFunctionFastWithKeywords guarded =
      &Guarded<kFunction, PyObject*, PyObject* const*, Py_ssize_t, PyObject*>;
  return reinterpret_cast<PyCFunction>(guarded);
}

template <auto kFunction>
PyCFunction Plain() {
  return &Guarded<kFunction, PyObject*, PyObject*>;
}

}  // namespace pyloom

#endif  // PYLOOM_MODULE_GUARDED_H_
