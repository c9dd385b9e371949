#include "arrow/read_stream.h"

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow/buffer_length.h"
#include "arrow/capsule.h"
#include "arrow/metadata.h"
#include "convert/object_space.h"
#include "convert/view_type.h"
#include "python/gil.h"

namespace pyloom {

namespace {

constexpr int kMaxDepth = 128;

PyOwned Text(const char* text) {
  const std::string_view view = text == nullptr ? std::string_view() : text;
  return PyOwned(
      py.PyUnicode_DecodeUTF8(view.data(), static_cast<Py_ssize_t>(view.size()), "replace"));
}

PyOwned Number(int64_t number) { return PyOwned(py.PyLong_FromLongLong(number)); }

PyOwned Nothing() { return PyOwned::FromBorrowed(py._Py_NoneStruct); }

// Null if one of them is: an error is set then.
PyOwned Pack(std::initializer_list<PyOwned*> items) {
  PyOwned tuple(py.PyTuple_New(static_cast<Py_ssize_t>(items.size())));
  Py_ssize_t at = 0;
  for (PyOwned* item : items) {
    if (!tuple || !*item) return PyOwned();
    py.PyTuple_SetItem(tuple.get(), at++, item->Release());
  }
  return tuple;
}

template <typename Make>
PyOwned List(int64_t count, Make make) {
  PyOwned list(py.PyList_New(static_cast<Py_ssize_t>(count)));
  for (int64_t i = 0; list && i < count; ++i) {
    PyOwned item = make(i);
    if (!item) return PyOwned();
    py.PyList_SetItem(list.get(), static_cast<Py_ssize_t>(i), item.Release());
  }
  return list;
}

PyOwned Fail(const std::string& reason) {
  py.PyErr_SetString(py.PyExc_ValueError, reason.c_str());
  return PyOwned();
}

const char* SchemaFault(const ArrowSchema& schema, int depth) {
  if (depth > kMaxDepth) return "an Arrow type is nested more than 128 deep";
  if (schema.format == nullptr || schema.format[0] == 0) return "an Arrow type has no format";
  if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr)) {
    return "an Arrow type has parts that are not there";
  }
  for (int64_t i = 0; i < schema.n_children; ++i) {
    if (schema.children[i] == nullptr) return "an Arrow type has parts that are not there";
  }
  return nullptr;
}

PyOwned Metadata(const char* metadata) {
  if (metadata == nullptr) return Nothing();
  const int64_t length = ArrowMetadataLength(metadata);
  if (length < 0) return Fail("the metadata of an Arrow type has a length that cannot be");
  return PyOwned(py.PyBytes_FromStringAndSize(metadata, static_cast<Py_ssize_t>(length)));
}

PyOwned DescribeSchema(const ArrowSchema& schema, int depth = 0) {
  const char* fault = SchemaFault(schema, depth);
  if (fault != nullptr) return Fail(fault);
  PyOwned format = Text(schema.format), name = Text(schema.name), flags = Number(schema.flags);
  PyOwned children = List(
      schema.n_children, [&](int64_t i) { return DescribeSchema(*schema.children[i], depth + 1); });
  PyOwned dictionary = schema.dictionary == nullptr ? Nothing()
                       : children                   ? DescribeSchema(*schema.dictionary, depth + 1)
                                                    : PyOwned();
  PyOwned metadata = dictionary ? Metadata(schema.metadata) : PyOwned();
  return Pack({&format, &name, &flags, &children, &dictionary, &metadata});
}

bool FailOfType(const ArrowSchema& schema, const char* reason) {
  Fail(std::string("an Arrow array of the type '") + schema.format + "' cannot be read: " + reason);
  return false;
}

// An array and all below it: numbers that tell how it is laid out, and its buffers.
class ArrayReader {
 public:
  // False with a Python error set.
  bool Read(const ArrowSchema& schema, const ArrowArray& array) {
    const char* mismatch = ArrowMismatch(schema, array);
    if (mismatch != nullptr) return FailOfType(schema, mismatch);
    const size_t start = numbers_.size();
    const int64_t count = ArrowBufferCount(schema.format, array);
    for (const int64_t number : {int64_t{0}, array.length, array.null_count, array.offset,
                                 static_cast<int64_t>(buffers_.size()), count}) {
      numbers_.push_back(static_cast<double>(number));
    }
    for (int64_t i = 0; i < count; ++i) {
      if (!ReadBuffer(schema, array, i)) return false;
    }
    for (int64_t i = 0; i < array.n_children; ++i) {
      if (!Read(*schema.children[i], *array.children[i])) return false;
    }
    if (array.dictionary != nullptr && !Read(*schema.dictionary, *array.dictionary)) return false;
    numbers_[start] = static_cast<double>(numbers_.size());
    return true;
  }

  // (layout, buffers), of an array whose memory `owner` keeps.
  PyOwned Take(const ObjectSpace& space, PyObject* owner) {
    PyObject* view_type = space.glue.view_type;
    PyOwned layout = MakeCopiedView(view_type, reinterpret_cast<const uint8_t*>(numbers_.data()),
                                    numbers_.size() * sizeof(double),
                                    {'d', {static_cast<Py_ssize_t>(numbers_.size())}});
    PyOwned buffers = space.shares_memory_with_callers()
                          ? MakeViewOfPieces(view_type, owner, std::move(buffers_))
                          : Views(view_type, owner);
    return Pack({&layout, &buffers});
  }

 private:
  bool ReadBuffer(const ArrowSchema& schema, const ArrowArray& array, int64_t index) {
    const auto* data = static_cast<const uint8_t*>(array.buffers[index]);
    const int64_t length = data == nullptr ? 0 : ArrowBufferLength(schema.format, array, index);
    if (length < 0) return FailOfType(schema, "its type is not known, or its lengths cannot be");
    buffers_.emplace_back(data, static_cast<size_t>(length));
    return true;
  }

  // Which are copied to where JavaScript is.
  PyOwned Views(PyObject* view_type, PyObject* owner) {
    return List(static_cast<int64_t>(buffers_.size()), [&](int64_t i) {
      const auto buffer = buffers_[static_cast<size_t>(i)];
      if (buffer.data() == nullptr) return Nothing();
      return MakeForeignView(view_type, owner, buffer.data(), buffer.size());
    });
  }

  std::vector<double> numbers_;
  Pieces buffers_;
};

PyOwned FailOfStream(ArrowArrayStream& stream, int error) {
  const char* reason = stream.get_last_error(&stream);
  return Fail(reason != nullptr ? reason
                                : "an Arrow stream failed with error " + std::to_string(error));
}

// None after the last.
PyOwned NextArray(const ObjectSpace& space, ArrowArrayStream& stream, const ArrowSchema& schema) {
  auto made = std::make_unique<ArrowOwned<ArrowArray>>();
  ArrowArray* const array = made.get();
  int error = 0;
  {
    GilRelease released;
    error = stream.get_next(&stream, array);
  }
  if (error != 0) return FailOfStream(stream, error);
  if (array->release == nullptr) return Nothing();
  PyOwned owner = MakeArrowCapsule<ArrowArray>(std::move(made));
  ArrayReader reader;
  if (!owner || !reader.Read(schema, *array)) return PyOwned();
  return reader.Take(space, owner.get());
}

}  // namespace

PyOwned ReadArrowStream(const ObjectSpace& space, PyObject* capsule) {
  auto* stream = FromArrowCapsule<ArrowArrayStream>(capsule);
  if (stream == nullptr) return PyOwned();
  if (stream->release == nullptr) return Fail("this Arrow stream has been read already");
  auto made = std::make_unique<ArrowOwned<ArrowSchema>>();
  const ArrowSchema& type = *made;
  int error = 0;
  {
    GilRelease released;
    error = stream->get_schema(stream, made.get());
  }
  if (error != 0) return FailOfStream(*stream, error);
  // A capsule releases it without a look at the error that this may end with.
  const PyOwned owner = MakeArrowCapsule<ArrowSchema>(std::move(made));
  PyOwned schema = owner ? DescribeSchema(type) : PyOwned();
  PyOwned arrays(schema ? py.PyList_New(0) : nullptr);
  while (arrays) {
    PyOwned array = NextArray(space, *stream, type);
    if (!array) return array;
    if (array.get() == py._Py_NoneStruct) break;
    if (py.PyList_Append(arrays.get(), array.get()) != 0) return PyOwned();
  }
  return Pack({&schema, &arrays});
}

PyOwned ReadArrowArray(const ObjectSpace& space, PyObject* schema_capsule,
                       PyObject* array_capsule) {
  auto* schema = FromArrowCapsule<ArrowSchema>(schema_capsule);
  auto* array = schema == nullptr ? nullptr : FromArrowCapsule<ArrowArray>(array_capsule);
  if (array == nullptr) return PyOwned();
  if (schema->release == nullptr || array->release == nullptr) {
    return Fail("this Arrow array has been read already");
  }
  PyOwned description = DescribeSchema(*schema);
  ArrayReader reader;
  PyOwned read =
      description && reader.Read(*schema, *array) ? reader.Take(space, array_capsule) : PyOwned();
  PyOwned arrays(read ? py.PyList_New(1) : nullptr);
  if (!arrays) return arrays;
  py.PyList_SetItem(arrays.get(), 0, read.Release());
  return Pack({&description, &arrays});
}

PyOwned ReadArrowSchema(PyObject* capsule) {
  auto* schema = FromArrowCapsule<ArrowSchema>(capsule);
  if (schema == nullptr) return PyOwned();
  if (schema->release == nullptr) return Fail("this Arrow schema has been read already");
  return DescribeSchema(*schema);
}

}  // namespace pyloom
