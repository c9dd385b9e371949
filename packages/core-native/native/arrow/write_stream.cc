#include "arrow/write_stream.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "arrow/buffer_length.h"
#include "arrow/capsule.h"
#include "arrow/parts.h"
#include "base/out_of_memory.h"
#include "convert/buffer_scope.h"
#include "convert/memory_owner.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

constexpr int kMaxDepth = 128;

// In place of a buffer of no length, which some readers want to be somewhere.
alignas(64) constexpr uint8_t kNoBytes[64] = {};

bool Fail(const char* reason) {
  py.PyErr_SetString(py.PyExc_ValueError, reason);
  return false;
}

bool IsNone(PyObject* object) { return object == py._Py_NoneStruct; }

// Of a list or a tuple: borrowed, null with a Python error set. Nobody else knows these lists.
PyObject* Item(PyObject* sequence, Py_ssize_t index) {
  return TypeOf(sequence) == py.PyList_Type ? py.PyList_GetItem(sequence, index)
                                            : py.PyTuple_GetItem(sequence, index);
}

// Negative with a Python error set.
Py_ssize_t Size(PyObject* sequence) {
  return TypeOf(sequence) == py.PyList_Type ? py.PyList_Size(sequence) : py.PyTuple_Size(sequence);
}

bool Number(PyObject* object, int64_t* number) {
  int overflow = 0;
  *number = py.PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow != 0) return Fail("a length is no 64-bit integer");
  return *number != -1 || py.PyErr_Occurred() == nullptr;
}

bool Text(PyObject* object, std::string* text) {
  Py_ssize_t length = 0;
  const char* data = py.PyUnicode_AsUTF8AndSize(object, &length);
  if (data == nullptr) return false;
  text->assign(data, static_cast<size_t>(length));
  return true;
}

bool Bytes(PyObject* object, std::string* bytes) {
  BufferScope scope;
  if (!scope.Get(object, 0)) return false;
  bytes->assign(reinterpret_cast<const char*>(scope.data()), scope.length());
  return true;
}

// Reads what ReadArrowStream describes, item by item.
template <size_t kCount>
struct Items {
  // False with a Python error set.
  bool Get(PyObject* description) {
    for (size_t i = 0; i < kCount; ++i) {
      at[i] = Item(description, static_cast<Py_ssize_t>(i));
      if (at[i] == nullptr) return false;
    }
    return true;
  }
  PyObject* at[kCount];
};

bool ReadSchema(PyObject* description, ArrowSchema* schema, int depth = 0) {
  if (depth > kMaxDepth) return Fail("an Arrow type is nested more than 128 deep");
  auto* parts = OwnParts<SchemaParts>(schema);
  Items<6> items;
  if (!items.Get(description)) return false;
  auto [format, name, flags, children, dictionary, metadata] = items.at;
  const Py_ssize_t count = Size(children);
  if (count < 0 || !Text(format, &parts->format) || !Text(name, &parts->name) ||
      !Number(flags, &schema->flags) || (!IsNone(metadata) && !Bytes(metadata, &parts->metadata))) {
    return false;
  }
  if (parts->format.empty()) return Fail("an Arrow type has no format");
  schema->format = parts->format.c_str();
  schema->name = parts->name.c_str();
  schema->metadata = parts->metadata.empty() ? nullptr : parts->metadata.data();
  parts->Make(schema, static_cast<size_t>(count), !IsNone(dictionary));
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* child = Item(children, i);
    if (child == nullptr || !ReadSchema(child, schema->children[i], depth + 1)) return false;
  }
  return schema->dictionary == nullptr || ReadSchema(dictionary, schema->dictionary, depth + 1);
}

// Of one of ours.
void CopySchema(const ArrowSchema& from, ArrowSchema* to) {
  auto* parts = OwnParts<SchemaParts>(to);
  const auto* source = static_cast<const SchemaParts*>(from.private_data);
  parts->format = source->format;
  parts->name = source->name;
  parts->metadata = source->metadata;
  to->format = parts->format.c_str();
  to->name = parts->name.c_str();
  to->metadata = parts->metadata.empty() ? nullptr : parts->metadata.data();
  to->flags = from.flags;
  parts->Make(to, source->children.size(), from.dictionary != nullptr);
  for (size_t i = 0; i < source->children.size(); ++i) {
    CopySchema(source->children[i], to->children[i]);
  }
  if (from.dictionary != nullptr) CopySchema(*from.dictionary, to->dictionary);
}

class ArrayWriter {
 public:
  explicit ArrayWriter(PyObject* view_type) : view_type_(view_type) {}

  bool Write(const ArrowSchema& schema, PyObject* description, ArrowArray* array) {
    auto* parts = OwnParts<ArrayParts>(array);
    Items<6> items;
    if (!items.Get(description)) return false;
    auto [length, nulls, offset, buffers, children, dictionary] = items.at;
    const Py_ssize_t count = Size(children);
    if (count < 0 || !Number(length, &array->length) || !Number(nulls, &array->null_count) ||
        !Number(offset, &array->offset)) {
      return false;
    }
    parts->Make(array, static_cast<size_t>(count), !IsNone(dictionary));
    if (!TakeBuffers(buffers, array, parts)) return false;
    const char* mismatch = ArrowMismatch(schema, *array);
    if (mismatch != nullptr) return Fail(mismatch);
    if (!CheckBuffers(schema.format, *array)) return false;
    const int64_t needed = ArrowRowsOfParts(schema.format, *array);
    for (Py_ssize_t i = 0; i < count; ++i) {
      PyObject* child = Item(children, i);
      if (child == nullptr || !Write(*schema.children[i], child, array->children[i])) return false;
      if (array->children[i]->length < needed) {
        return Fail("an Arrow array has parts that are shorter than it says");
      }
    }
    return array->dictionary == nullptr || Write(*schema.dictionary, dictionary, array->dictionary);
  }

 private:
  bool TakeBuffers(PyObject* buffers, ArrowArray* array, ArrayParts* parts) {
    const Py_ssize_t count = Size(buffers);
    if (count < 0) return false;
    lengths_.clear();
    for (Py_ssize_t i = 0; i < count; ++i) {
      PyObject* buffer = Item(buffers, i);
      if (buffer == nullptr || !TakeBuffer(buffer, parts)) return false;
    }
    array->n_buffers = count;
    array->buffers = parts->buffers.data();
    return true;
  }

  bool TakeBuffer(PyObject* buffer, ArrayParts* parts) {
    if (IsNone(buffer)) {
      parts->buffers.push_back(nullptr);
      lengths_.push_back(0);
      return true;
    }
    BufferScope scope;
    if (!scope.Get(buffer, 0)) return false;
    const size_t length = scope.length();
    Ref<Pin> pin = FindPin(buffer, view_type_);
    const void* data = scope.data();
    if (length == 0) {
      data = kNoBytes;
    } else if (pin && pin->kept()) {
      parts->pins.push_back(std::move(pin));
    } else {
      parts->copies.push_back(std::make_unique_for_overwrite<uint8_t[]>(length));
      std::memcpy(parts->copies.back().get(), data, length);
      data = parts->copies.back().get();
    }
    parts->buffers.push_back(data);
    lengths_.push_back(static_cast<int64_t>(length));
    return true;
  }

  // The last net: who reads these believes them.
  bool CheckBuffers(const char* format, const ArrowArray& array) {
    const int64_t first = ArrowLengthsBuffer(format, array);
    if (first >= 0 && !CheckBuffer(format, array, first)) return false;
    for (int64_t i = 0; i < array.n_buffers; ++i) {
      if (!CheckBuffer(format, array, i)) return false;
    }
    return true;
  }

  bool CheckBuffer(const char* format, const ArrowArray& array, int64_t index) {
    const auto given = lengths_[static_cast<size_t>(index)];
    const bool is_missing = array.buffers[index] == nullptr;
    // Without bits of validity all rows are there; without rows there need not even be an offset.
    if ((is_missing && index == 0) || array.length == 0) return true;
    const int64_t needed = ArrowBufferLength(format, array, index);
    if (needed < 0) {
      return Fail("an Arrow array cannot be made: its type is not known, or its lengths cannot be");
    }
    return needed <= given || Fail("an Arrow array has a buffer that is shorter than it says");
  }

  PyObject* const view_type_;
  std::vector<int64_t> lengths_;
};

struct StreamParts {
  ArrowOwned<ArrowSchema> schema;
  std::vector<std::unique_ptr<ArrowOwned<ArrowArray>>> arrays;
  size_t next = 0;
};

int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  *out = {};
  const auto copy = [&] {
    CopySchema(static_cast<StreamParts*>(stream->private_data)->schema, out);
    return 0;
  };
  const auto failed = [&] {
    if (out->release != nullptr) out->release(out);
    return ENOMEM;
  };
  return UnlessOutOfMemory(copy, failed);
}

int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
  auto* parts = static_cast<StreamParts*>(stream->private_data);
  *out = {};
  if (parts->next == parts->arrays.size()) return 0;
  ArrowArray& array = *parts->arrays[parts->next++];
  *out = array;
  array.release = nullptr;  // it has been moved
  return 0;
}

void ReleaseStream(ArrowArrayStream* stream) {
  delete static_cast<StreamParts*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

PyOwned WriteArrowStream(PyObject* view_type, PyObject* schema, PyObject* arrays) {
  auto parts = std::make_unique<StreamParts>();
  const Py_ssize_t count = Size(arrays);
  if (count < 0 || !ReadSchema(schema, &parts->schema)) return PyOwned();
  ArrayWriter writer(view_type);
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* array = Item(arrays, i);
    parts->arrays.push_back(std::make_unique<ArrowOwned<ArrowArray>>());
    if (array == nullptr || !writer.Write(parts->schema, array, parts->arrays.back().get())) {
      return PyOwned();
    }
  }
  auto stream = std::make_unique<ArrowOwned<ArrowArrayStream>>();
  stream->get_schema = GetSchema;
  stream->get_next = GetNext;
  stream->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
  stream->release = ReleaseStream;
  stream->private_data = parts.release();
  return MakeArrowCapsule<ArrowArrayStream>(std::move(stream));
}

PyOwned WriteArrowSchema(PyObject* description) {
  auto schema = std::make_unique<ArrowOwned<ArrowSchema>>();
  if (!ReadSchema(description, schema.get())) return PyOwned();
  return MakeArrowCapsule<ArrowSchema>(std::move(schema));
}

}  // namespace pyloom
