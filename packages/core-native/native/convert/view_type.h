// The Python type behind the memoryviews that stand for JavaScript's typed arrays: an exporter of a
// pinned JavaScript buffer, or of a copy of its own.
#ifndef PYLOOM_CONVERT_VIEW_TYPE_H_
#define PYLOOM_CONVERT_VIEW_TYPE_H_

#include <cstdint>
#include <span>
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

// A read-only memoryview of memory that `owner` keeps. It is sent to JavaScript as it is, without a
// copy, however many others know it.
PyOwned MakeForeignView(PyObject* view_type, PyObject* owner, const uint8_t* bytes, size_t length);
bool IsForeignView(PyObject* exporter);

// Pieces of memory, such as the buffers of a table; without an address: one that there is not.
using Pieces = std::vector<std::span<const uint8_t>>;

// An empty memoryview that stands for pieces of memory that `owner` keeps. JavaScript gets none of
// them before it asks for it.
PyOwned MakeViewOfPieces(PyObject* view_type, PyObject* owner, Pieces pieces);
// Null: the exporter has none.
const Pieces* PiecesOf(PyObject* exporter);

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_VIEW_TYPE_H_
