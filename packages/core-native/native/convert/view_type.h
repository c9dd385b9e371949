// The Python type behind the memoryviews that stand for JavaScript's typed arrays: an exporter of a
// pinned JavaScript buffer, or of a copy of its own.
#ifndef PYLOOM_CONVERT_VIEW_TYPE_H_
#define PYLOOM_CONVERT_VIEW_TYPE_H_

#include <vector>

#include "messages/pin.h"
#include "python/owned.h"

namespace pyloom {

// A new type object for the current interpreter; null with a Python error set.
PyObject* MakeViewType();

struct ViewShape {
  char format = 'B';
  std::vector<Py_ssize_t> dimensions;
};

// A memoryview of pinned memory. Null with a Python error set.
PyOwned MakePinnedView(PyObject* view_type, const Ref<Pin>& pin, const ViewShape& shape);

// The buffer that such an exporter shows; null when it has a copy.
Ref<Pin> PinOf(PyObject* exporter);

// A read-only memoryview of a copy of `bytes`.
PyOwned MakeCopiedView(PyObject* view_type, const uint8_t* bytes, size_t length,
                       const ViewShape& shape);

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_VIEW_TYPE_H_
