// Arrays and bytes, in the message or beside it.

#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "convert/object_space.h"
#include "convert/to_python.h"
#include "convert/view_format.h"
#include "convert/view_type.h"
#include "pyloom/wire_format.h"
#include "python/gil.h"

namespace pyloom {

PyObject* ToPython::View(WireReader payload, bool pinned) {
  uint8_t format = 0, dimensions = 0;
  if (!payload.Raw(&format) || !payload.Raw(&dimensions) || dimensions > wire::kMaxDimensions) {
    return Malformed();
  }
  ViewShape shape{static_cast<char>(format), {}};
  uint64_t bytes = ViewItemSize(shape.format);
  if (bytes == 0) return Malformed();
  for (int i = 0; i < dimensions; ++i) {
    uint32_t extent = 0;
    if (!payload.Raw(&extent)) return Malformed();
    shape.dimensions.push_back(extent);
    if (extent != 0 && bytes > std::numeric_limits<uint64_t>::max() / extent) return Malformed();
    bytes *= extent;
  }
  if (!pinned) {
    if (payload.Left() != bytes) return Malformed();
    return MakeCopiedView(space_->glue.view_type, payload.cursor(), bytes, shape).Release();
  }
  uint32_t index = 0;
  if (!payload.Raw(&index) || incoming_ == nullptr || index >= incoming_->pins.size())
    return Malformed();
  const Ref<Pin>& pin = incoming_->pins[index];
  if (pin->length != bytes) return Malformed();
  if (pin->block && !pin->block->why_missing().empty()) {
    const std::string why = "a shared array of " + std::to_string(bytes) +
                            " bytes cannot be had here: " + pin->block->why_missing();
    py.PyErr_SetString(py.PyExc_MemoryError, why.c_str());
    return nullptr;
  }
  return MakePinnedView(space_->glue.view_type, pin, shape).Release();
}

// NumPy may be at home alone: NeedsHome has the call sent there. A store cannot have it.
PyObject* ToPython::Array(WireReader payload) {
  if (incoming_ == nullptr) return Malformed();
  PyOwned dtype(Value(payload));
  PyOwned view(dtype ? Value(payload) : nullptr);
  PyOwned mask(view ? Value(payload) : nullptr);
  if (!mask) return nullptr;
  PyOwned make = space_->GlueFunction("pyloom._arrays", "make");
  PyOwned arguments(make ? py.PyTuple_New(3) : nullptr);
  if (!arguments) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, view.Release());
  py.PyTuple_SetItem(arguments.get(), 1, dtype.Release());
  py.PyTuple_SetItem(arguments.get(), 2, mask.Release());
  return py.PyObject_CallObject(make.get(), arguments.get());
}

PyObject* ToPython::PinnedBytes(WireReader payload) {
  uint32_t index = 0;
  if (!payload.Raw(&index) || incoming_ == nullptr || index >= incoming_->pins.size())
    return Malformed();
  const Ref<Pin>& pin = incoming_->pins[index];
  PyObject* bytes = py.PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(pin->length));
  if (bytes == nullptr) return nullptr;
  char* data = nullptr;
  Py_ssize_t length = 0;
  py.PyBytes_AsStringAndSize(bytes, &data, &length);
  if (length == 0) return bytes;  // of an empty array there may be no memory at all
  // Nobody else has the object yet, and others can use the GIL while megabytes are copied.
  GilRelease released;
  std::memcpy(data, pin->data, pin->length);
  return bytes;
}

}  // namespace pyloom
