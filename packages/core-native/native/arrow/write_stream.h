// Tables that JavaScript sent, for whoever reads the Arrow C data interface. The other way round
// read_stream.h.
//
// Threads: with the GIL. What is in the capsules knows nothing of Python any more: it may be asked
// and released on any thread, without a GIL, also when the interpreter has ended. Ownership: each
// array holds the JavaScript buffers that it shows, or a copy of what is no such buffer.
#ifndef PYLOOM_ARROW_WRITE_STREAM_H_
#define PYLOOM_ARROW_WRITE_STREAM_H_

#include "python/owned.h"

namespace pyloom {

// An "arrow_array_stream" of what ReadArrowStream gives, in lists or tuples. Null with a Python
// error set, such as that a buffer is shorter than its array says.
PyOwned WriteArrowStream(PyObject* view_type, PyObject* schema, PyObject* arrays);

// An "arrow_schema".
PyOwned WriteArrowSchema(PyObject* schema);

}  // namespace pyloom

#endif  // PYLOOM_ARROW_WRITE_STREAM_H_
