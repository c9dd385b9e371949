// Tables of Python's, as the Arrow C data interface shows them, as plain Python objects: what
// arrow-field.ts and array-layout.ts of the client make types and columns of.
//
// Threads: one that has the GIL; it is free while the stream makes its next array. Ownership: what
// stands for the buffers holds the capsule of their array, which releases that.
#ifndef PYLOOM_ARROW_READ_STREAM_H_
#define PYLOOM_ARROW_READ_STREAM_H_

#include "convert/object_space.h"
#include "python/owned.h"

namespace pyloom {

// What `__arrow_c_stream__` gives: (schema, [(layout, buffers), ...]). A schema is (format, name,
// flags, [children], dictionary or None, metadata or None). A layout is numbers: of the array, then
// of each child, then of its dictionary, where what belongs to it ends among the numbers, its
// length, nulls or -1, offset, the index of its first buffer, and how many it has. Buffers are the
// pieces of one view, or, where the caller has not this memory, [view or None, ...]. Null with a
// Python error set.
PyOwned ReadArrowStream(const ObjectSpace& space, PyObject* stream);

// The same of what `__arrow_c_array__` gives.
PyOwned ReadArrowArray(const ObjectSpace& space, PyObject* schema, PyObject* array);

// What `__arrow_c_schema__` gives: a schema alone.
PyOwned ReadArrowSchema(PyObject* schema);

}  // namespace pyloom

#endif  // PYLOOM_ARROW_READ_STREAM_H_
