#include "convert/view_type.h"

#include <cstring>
#include <memory>
#include <utility>

#include "convert/view_format.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

// What lies behind the object's header. The header's size is read at run time
// (`object.__basicsize__`: 16 bytes with a GIL, 32 in a free-threaded build), so that the fields
// are reached through an offset.
struct ViewFields {
  Ref<Pin> pin;  // or:
  std::unique_ptr<uint8_t[]> copy;
  PyOwned owner;  // or the object whose memory it is
  Pieces pieces;  // of the owner's
  uint8_t* data = nullptr;
  size_t length = 0;
  bool read_only = true;
  size_t item_size = 1;
  char format[3] = {'B', 0, 0};
  std::vector<Py_ssize_t> shape;
  std::vector<Py_ssize_t> strides;
};

// Of every object; measured with the main interpreter, before there are lanes that read it.
size_t header_size = 0;

// The object's memory comes zeroed; the fields are a pointer, so that nothing has to be constructed
// in place.
ViewFields*& Fields(PyObject* object) {
  return *reinterpret_cast<ViewFields**>(reinterpret_cast<char*>(object) + header_size);
}

int GetBuffer(PyObject* self, Py_buffer* view, int flags) {
  ViewFields* fields = Fields(self);
  view->obj = nullptr;
  if (fields == nullptr) {
    py.PyErr_SetString(py.PyExc_BufferError, "this view has no memory");
    return -1;
  }
  if (fields->pin && !fields->pin->valid()) {
    py.PyErr_SetString(py.PyExc_BufferError,
                       "the worker thread whose array this is a view of has ended");
    return -1;
  }
  if ((flags & kBufferFortran) == kBufferFortran && fields->shape.size() > 1) {
    py.PyErr_SetString(py.PyExc_BufferError, "JavaScript's arrays are in C order");
    return -1;
  }
  if ((flags & kBufferWritable) != 0 && fields->read_only) {
    py.PyErr_SetString(
        py.PyExc_BufferError,
        "this view of a JavaScript array is read-only; pass a SharedArrayBuffer to write");
    return -1;
  }
  py.Py_IncRef(self);
  view->obj = self;
  view->buf = fields->data;
  view->len = static_cast<Py_ssize_t>(fields->length);
  view->readonly = fields->read_only ? 1 : 0;
  view->itemsize = static_cast<Py_ssize_t>(fields->item_size);
  view->format = (flags & kBufferFormat) != 0 ? fields->format : nullptr;
  view->ndim = static_cast<int>(fields->shape.size());
  const bool has_shape = (flags & kBufferNd) != 0 && view->ndim > 0;
  const bool has_strides = (flags & kBufferStrides) == kBufferStrides && view->ndim > 0;
  view->shape = has_shape ? fields->shape.data() : nullptr;
  view->strides = has_strides ? fields->strides.data() : nullptr;
  view->suboffsets = nullptr;
  view->internal = nullptr;
  if ((flags & kBufferNd) == 0) view->ndim = 1;
  return 0;
}

void Dealloc(PyObject* self) {
  delete Fields(self);
  PyObject* type = TypeOf(self);
  py.PyObject_Free(self);
  py.Py_DecRef(type);  // an instance of a heap type holds its type
}

PyOwned MakeView(PyObject* view_type, std::unique_ptr<ViewFields> fields, const ViewShape& shape) {
  const char format = shape.format == 'c' || shape.format == 'x' ? 'B' : shape.format;
  fields->format[0] = format;
  if (format == 'F' || format == 'D') {
    fields->format[0] = 'Z';
    fields->format[1] = format == 'F' ? 'f' : 'd';
  }
  fields->item_size = ViewItemSize(format);
  fields->shape = shape.dimensions;
  fields->strides.resize(shape.dimensions.size());
  // Where a dimension is zero, the product of the others may be anything; unsigned, it wraps
  // around.
  size_t stride = fields->item_size;
  for (size_t i = shape.dimensions.size(); i-- > 0;) {
    fields->strides[i] = static_cast<Py_ssize_t>(stride);
    stride *= static_cast<size_t>(shape.dimensions[i]);
  }
  PyOwned exporter(py.PyObject_CallObject(view_type, nullptr));
  if (!exporter) return exporter;
  Fields(exporter.get()) = fields.release();
  return PyOwned(py.PyMemoryView_FromObject(exporter.get()));
}

bool MeasureHeader() {
  PyOwned builtins(py.PyImport_ImportModule("builtins"));
  PyOwned object(builtins ? py.PyObject_GetAttrString(builtins.get(), "object") : nullptr);
  PyOwned size(object ? py.PyObject_GetAttrString(object.get(), "__basicsize__") : nullptr);
  if (!size) return false;
  int overflow = 0;
  header_size = static_cast<size_t>(py.PyLong_AsLongLongAndOverflow(size.get(), &overflow));
  return true;
}

}  // namespace

PyObject* MakeViewType() {
  if (header_size == 0 && !MeasureHeader()) return nullptr;
  static PyType_Slot slots[] = {{kSlotBufferGet, reinterpret_cast<void*>(GetBuffer)},
                                {kSlotDealloc, reinterpret_cast<void*>(Dealloc)},
                                {0, nullptr}};
  PyType_Spec spec = {"pyloom.JavaScriptArray", static_cast<int>(header_size + sizeof(ViewFields*)),
                      0, kTypeFlagsDefault, slots};
  return py.PyType_FromSpec(&spec);
}

PyOwned MakePinnedView(PyObject* view_type, const Ref<Pin>& pin, const ViewShape& shape) {
  auto fields = std::make_unique<ViewFields>();
  fields->pin = pin;
  fields->data = pin->data;
  fields->length = pin->length;
  fields->read_only = !pin->writable;
  return MakeView(view_type, std::move(fields), shape);
}

Ref<Pin> PinOf(PyObject* exporter) {
  const ViewFields* fields = Fields(exporter);
  return fields == nullptr ? nullptr : fields->pin;
}

PyOwned MakeCopiedView(PyObject* view_type, const uint8_t* bytes, size_t length,
                       const ViewShape& shape) {
  auto fields = std::make_unique<ViewFields>();
  fields->copy = std::make_unique_for_overwrite<uint8_t[]>(length);
  if (length > 0) std::memcpy(fields->copy.get(), bytes, length);
  fields->data = fields->copy.get();
  fields->length = length;
  return MakeView(view_type, std::move(fields), shape);
}

PyOwned MakeForeignView(PyObject* view_type, PyObject* owner, const uint8_t* bytes, size_t length) {
  auto fields = std::make_unique<ViewFields>();
  fields->owner = PyOwned::FromBorrowed(owner);
  fields->data = const_cast<uint8_t*>(bytes);
  fields->length = length;
  return MakeView(view_type, std::move(fields), {'B', {static_cast<Py_ssize_t>(length)}});
}

bool IsForeignView(PyObject* exporter) {
  const ViewFields* fields = Fields(exporter);
  return fields != nullptr && fields->owner;
}

PyOwned MakeViewOfPieces(PyObject* view_type, PyObject* owner, Pieces pieces) {
  static uint8_t nothing = 0;
  auto fields = std::make_unique<ViewFields>();
  fields->owner = PyOwned::FromBorrowed(owner);
  fields->pieces = std::move(pieces);
  fields->data = &nothing;
  return MakeView(view_type, std::move(fields), {'B', {0}});
}

const Pieces* PiecesOf(PyObject* exporter) {
  const ViewFields* fields = Fields(exporter);
  return fields == nullptr || fields->pieces.empty() ? nullptr : &fields->pieces;
}

}  // namespace pyloom
