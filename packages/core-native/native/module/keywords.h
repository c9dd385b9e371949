#ifndef PYLOOM_MODULE_KEYWORDS_H_
#define PYLOOM_MODULE_KEYWORDS_H_

#include "python/api.h"
#include "python/owned.h"

namespace pyloom {

// The keyword arguments of a vectorcall as a dict, which stays null where there are none. False: a
// Python error is set.
inline bool KeywordsOf(PyObject* names, PyObject* const* values, PyOwned* keywords) {
  const Py_ssize_t count = names == nullptr ? 0 : py.PyTuple_Size(names);
  if (count == 0) return true;
  keywords->Reset(py.PyDict_New());
  if (!*keywords) return false;
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (py.PyDict_SetItem(keywords->get(), py.PyTuple_GetItem(names, i), values[i]) != 0)
      return false;
  }
  return true;
}

}  // namespace pyloom

#endif  // PYLOOM_MODULE_KEYWORDS_H_
