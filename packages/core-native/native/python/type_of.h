// The type of an object, without a call. Where `ob_type` lies in an object's header differs between
// builds (offset 8 with a GIL, 24 in a free-threaded 3.13), so that its place is measured at run
// time, on objects whose type is known.
#ifndef PYLOOM_PYTHON_TYPE_OF_H_
#define PYLOOM_PYTHON_TYPE_OF_H_

#include "python/api.h"

namespace pyloom {

// Measured once, before any lane starts. False if no word of the header holds the type.
bool MeasureTypeOffset();

extern size_t type_offset;

// A borrowed reference.
inline PyObject* TypeOf(PyObject* object) {
  return *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + type_offset);
}

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_TYPE_OF_H_
