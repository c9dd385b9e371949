// Integers beyond 64 bits.

#include "convert/from_python.h"
#include "convert/object_space.h"

namespace pyloom {

bool FromPython::BigInt(PyObject* value) {
  const unsigned long long natural = py.PyLong_AsUnsignedLongLong(value);
  if (py.PyErr_Occurred() == nullptr) {
    writer_->Unsigned(natural);
    return true;
  }
  py.PyErr_Clear();
  PyOwned function = space_->GlueFunction("pyloom._integers", "to_bytes");
  PyOwned arguments(py.PyTuple_New(1));
  if (!function || !arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(value).Release());
  PyOwned bytes(py.PyObject_CallObject(function.get(), arguments.get()));
  char* data = nullptr;
  Py_ssize_t length = 0;
  if (!bytes || py.PyBytes_AsStringAndSize(bytes.get(), &data, &length) != 0) return false;
  if (!CheckLength(static_cast<size_t>(length), "an integer")) return false;
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kInteger),
                           static_cast<size_t>(length));
  writer_->Append(data, static_cast<size_t>(length));
  return true;
}

}  // namespace pyloom
