// Whose memory a buffer is. With the GIL.
#ifndef PYLOOM_CONVERT_MEMORY_OWNER_H_
#define PYLOOM_CONVERT_MEMORY_OWNER_H_

#include "convert/view_type.h"
#include "messages/pin.h"
#include "python/owned.h"

namespace pyloom {

// The JavaScript buffer that a memoryview, or a NumPy array made of one, shows a part of; null when
// it is none.
Ref<Pin> FindPin(PyObject* value, PyObject* view_type);

// How many references there are to an object, the caller's included; a huge number if that cannot
// be told.
Py_ssize_t CountReferences(PyObject* object);

// Whether the memory that the object shows is its own, so that whoever has no reference to the
// object cannot come to the memory either.
bool OwnsItsMemory(PyObject* object);

// Whether it is a memoryview of memory that may be shown to JavaScript whoever else knows it.
bool ShowsForeignMemory(PyObject* value, PyObject* view_type);

// The pieces that a memoryview stands for; null if it is no such view.
const Pieces* FindPieces(PyObject* value, PyObject* view_type);

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_MEMORY_OWNER_H_
