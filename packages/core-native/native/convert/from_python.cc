#include "convert/from_python.h"

#include <cmath>
#include <cstring>

#include "convert/view_format.h"
#include "module/js_handle.h"
#include "pyloom/wire_format.h"
#include "python/gil.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

// From here on a buffer travels beside the message and becomes an ArrayBuffer without a second
// copy; below, making that object (about 1 µs and a finalizer) costs more than copying twice.
constexpr size_t kOutgoingThreshold = 64 * 1024;
// A block pays from some dozen items on; shorter lists are looked at item by item anyway.
constexpr size_t kNumberBlockThreshold = 32;
constexpr long long kLargestSafeInteger = 9007199254740991LL;

class CopiedBuffer final : public OutgoingBuffer {
 public:
  explicit CopiedBuffer(size_t length) : bytes_(new uint8_t[length]), length_(length) {}
  uint8_t* data() override { return bytes_.get(); }
  size_t length() const override { return length_; }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t length_;
};

// A buffer of Python's for a scope.
class BufferScope {
 public:
  ~BufferScope() {
    if (held_) py.PyBuffer_Release(&view);
  }
  bool Get(PyObject* object, int flags) {
    held_ = py.PyObject_GetBuffer(object, &view, flags) == 0;
    return held_;
  }
  Py_buffer view{};

 private:
  bool held_ = false;
};

// Borrowed references to a list's items are not safe without a GIL: another thread may take the
// item out.
PyOwned ListItem(PyObject* list, Py_ssize_t index) {
  if (py.PyList_GetItemRef != nullptr) return PyOwned(py.PyList_GetItemRef(list, index));
  return PyOwned::FromBorrowed(py.PyList_GetItem(list, index));
}

// Keeps other threads from changing a dict while it is walked, in free-threaded builds.
class DictScope {
 public:
  explicit DictScope(PyObject* dict) : locked_(py.free_threaded) {
    if (locked_) py.PyCriticalSection_Begin(&section_, dict);
  }
  ~DictScope() {
    if (locked_) py.PyCriticalSection_End(&section_);
  }

 private:
  bool locked_;
  PyCriticalSection section_{};
};

}  // namespace

std::string QualifiedTypeName(PyObject* type) {
  std::string name;
  for (const char* attribute : {"__module__", "__qualname__"}) {
    PyOwned part(py.PyObject_GetAttrString(type, attribute));
    Py_ssize_t length = 0;
    const char* text = part && TypeOf(part.get()) == py.PyUnicode_Type
                           ? py.PyUnicode_AsUTF8AndSize(part.get(), &length)
                           : nullptr;
    if (text == nullptr) {
      py.PyErr_Clear();
      text = "?";
      length = 1;
    }
    if (!name.empty()) name += ".";
    name.append(text, static_cast<size_t>(length));
  }
  constexpr std::string_view builtins = "builtins.";
  return name.starts_with(builtins) ? name.substr(builtins.size()) : name;
}

FromPython::~FromPython() {
  // The handles of a value that does not cross would have no owner.
  if (complete_ || outgoing_ == nullptr) return;
  for (size_t i = first_reference_; i < outgoing_->references.size(); ++i) {
    interpreter_->references.Release(outgoing_->references[i]);
  }
  outgoing_->references.resize(first_reference_);
}

bool FromPython::CheckDepth(int depth) {
  return depth < wire::kMaxDepth ||
         failure_.Fail("is nested deeper than " + std::to_string(wire::kMaxDepth) +
                       " levels (does it contain itself?)");
}

bool FromPython::Value(PyObject* value, int depth) {
  PyObject* type = TypeOf(value);
  if (type == py.PyUnicode_Type) return Str(value);
  if (type == py.PyLong_Type) return Int(value);
  if (type == py.PyFloat_Type) {
    writer_->Double(py.PyFloat_AsDouble(value));
    return true;
  }
  if (value == py._Py_NoneStruct) {
    writer_->Nil();
    return true;
  }
  if (type == py.PyBool_Type) {
    writer_->Bool(value == py._Py_TrueStruct);
    return true;
  }
  if (type == py.PyDict_Type) return Dict(value, depth);
  if (type == py.PyList_Type) return List(value, depth);
  if (type == py.PyTuple_Type) return Sequence(value, depth, true);
  if (type == py.PyBytes_Type) {
    char* data = nullptr;
    Py_ssize_t length = 0;
    if (py.PyBytes_AsStringAndSize(value, &data, &length) != 0) return false;
    return Bytes(reinterpret_cast<uint8_t*>(data), static_cast<size_t>(length));
  }
  return Other(value, type, depth);
}

bool FromPython::Int(PyObject* value) {
  int overflow = 0;
  const long long number = py.PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow != 0) return BigInt(value);
  if (number == -1 && py.PyErr_Occurred() != nullptr) return false;
  writer_->Int(number);
  return true;
}

bool FromPython::BigInt(PyObject* value) {
  const unsigned long long natural = py.PyLong_AsUnsignedLongLong(value);
  if (py.PyErr_Occurred() == nullptr) {
    writer_->Unsigned(natural);
    return true;
  }
  py.PyErr_Clear();
  PyOwned function = interpreter_->GlueFunction("pyloom._integers", "to_bytes");
  PyOwned arguments(py.PyTuple_New(1));
  if (!function || !arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(value).Release());
  PyOwned bytes(py.PyObject_CallObject(function.get(), arguments.get()));
  char* data = nullptr;
  Py_ssize_t length = 0;
  if (!bytes || py.PyBytes_AsStringAndSize(bytes.get(), &data, &length) != 0) return false;
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kInteger),
                           static_cast<size_t>(length));
  writer_->Append(data, static_cast<size_t>(length));
  return true;
}

bool FromPython::Str(PyObject* value) {
  Py_ssize_t length = 0;
  const char* text = py.PyUnicode_AsUTF8AndSize(value, &length);
  if (text != nullptr) {
    writer_->String({text, static_cast<size_t>(length)});
    return true;
  }
  if (py.PyErr_ExceptionMatches(py.PyExc_MemoryError)) return false;
  py.PyErr_Clear();
  PyOwned bytes(py.PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass"));
  char* data = nullptr;
  if (!bytes || py.PyBytes_AsStringAndSize(bytes.get(), &data, &length) != 0) return false;
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kSurrogates),
                           static_cast<size_t>(length));
  writer_->Append(data, static_cast<size_t>(length));
  return true;
}

bool FromPython::Bytes(const uint8_t* data, size_t length) {
  if (outgoing_ == nullptr || length < kOutgoingThreshold) {
    writer_->BinaryHeader(length);
    writer_->Append(data, length);
    return true;
  }
  auto copy = std::make_unique<CopiedBuffer>(length);
  std::memcpy(copy->data(), data, length);
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kPinnedBytes), 4);
  writer_->Raw(static_cast<uint32_t>(outgoing_->buffers.size()));
  outgoing_->buffers.push_back(std::move(copy));
  return true;
}

bool FromPython::List(PyObject* value, int depth) {
  const auto count = static_cast<size_t>(py.PyList_Size(value));
  if (count >= kNumberBlockThreshold && NumberBlock(value, count)) return true;
  return Sequence(value, depth, false);
}

bool FromPython::NumberBlock(PyObject* list, size_t count) {
  PyObject* type = TypeOf(ListItem(list, 0).get());
  const bool floats = type == py.PyFloat_Type;
  if (!floats && type != py.PyLong_Type) return false;
  const size_t begin = writer_->size();
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kNumbers));
  writer_->Byte(floats ? wire::kNumbersAllFloats : wire::kNumbersAsInJavaScript);
  for (size_t i = 0; i < count; ++i) {
    PyOwned item = ListItem(list, static_cast<Py_ssize_t>(i));
    double number = 0;
    bool fits = static_cast<bool>(item) && TypeOf(item.get()) == type;
    if (!item) py.PyErr_Clear();  // the list got shorter meanwhile
    if (fits && floats) {
      number = py.PyFloat_AsDouble(item.get());
    } else if (fits) {
      int overflow = 0;
      const long long integer = py.PyLong_AsLongLongAndOverflow(item.get(), &overflow);
      fits = overflow == 0 && integer >= -kLargestSafeInteger && integer <= kLargestSafeInteger;
      number = static_cast<double>(integer);
    }
    if (!fits) {
      writer_->Truncate(begin);
      return false;
    }
    writer_->Raw(number);
  }
  writer_->EndExtension(payload);
  return true;
}

bool FromPython::Sequence(PyObject* value, int depth, bool tuple) {
  if (!CheckDepth(depth)) return false;
  const Py_ssize_t count = tuple ? py.PyTuple_Size(value) : py.PyList_Size(value);
  writer_->ArrayHeader(static_cast<size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyOwned item = tuple ? PyOwned::FromBorrowed(py.PyTuple_GetItem(value, i)) : ListItem(value, i);
    if (!item) {
      py.PyErr_Clear();
      return failure_.Fail("changed its length while it was converted");
    }
    if (!Value(item.get(), depth + 1)) {
      failure_.InIndex(static_cast<size_t>(i));
      return false;
    }
  }
  if (!tuple && py.PyList_Size(value) != count) {
    return failure_.Fail("changed its length while it was converted");
  }
  return true;
}

bool FromPython::Dict(PyObject* value, int depth) {
  if (!CheckDepth(depth)) return false;
  DictScope scope(value);
  const auto count = static_cast<size_t>(py.PyDict_Size(value));
  const size_t begin = writer_->size();
  writer_->MapHeader(count);
  // Almost always all keys are str. When one is not, what was written is taken back and a Map is
  // sent.
  Py_ssize_t position = 0;
  PyObject *key = nullptr, *ignored = nullptr;
  bool keys_are_str = true;
  while (keys_are_str && py.PyDict_Next(value, &position, &key, &ignored) != 0) {
    keys_are_str = TypeOf(key) == py.PyUnicode_Type ||
                   (py.PyType_GetFlags(TypeOf(key)) & kTypeUnicodeSubclass) != 0;
  }
  if (keys_are_str) return DictItems(value, count, depth, true);
  writer_->Truncate(begin);
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kMapping));
  if (!DictItems(value, count, depth, false)) return false;
  writer_->EndExtension(payload);
  return true;
}

bool FromPython::DictItems(PyObject* dict, size_t count, int depth, bool keys_are_str) {
  Py_ssize_t position = 0;
  PyObject *key = nullptr, *value = nullptr;
  size_t written = 0;
  while (py.PyDict_Next(dict, &position, &key, &value) != 0) {
    if (written++ == count) break;
    // A value's conversion may run Python code, which may change the dict: both are held meanwhile.
    PyOwned held_key = PyOwned::FromBorrowed(key);
    PyOwned held_value = PyOwned::FromBorrowed(value);
    if (keys_are_str && (py.PyType_GetFlags(TypeOf(key)) & kTypeUnicodeSubclass) == 0) {
      return failure_.Fail("changed its keys while it was converted");
    }
    if (!Entry(key, value, depth)) return false;
  }
  if (written != count || static_cast<size_t>(py.PyDict_Size(dict)) != count) {
    return failure_.Fail("changed its size while it was converted");
  }
  return true;
}

bool FromPython::Entry(PyObject* key, PyObject* value, int depth) {
  if (!Value(key, depth + 1)) return false;
  if (Value(value, depth + 1)) return true;
  if (failure_.failed()) {
    PyOwned text(py.PyObject_Str(key));
    Py_ssize_t length = 0;
    const char* utf8 = text ? py.PyUnicode_AsUTF8AndSize(text.get(), &length) : nullptr;
    if (utf8 == nullptr) py.PyErr_Clear();
    failure_.InKey(utf8 == nullptr ? "?" : std::string_view(utf8, static_cast<size_t>(length)));
  }
  return false;
}

// A subclass may have an order of its own (OrderedDict.move_to_end), so that it is asked for its
// items.
bool FromPython::DictSubclass(PyObject* value, int depth) {
  PyOwned function(py.PyObject_GetAttrString(value, "items"));
  PyOwned items(function ? py.PyObject_CallObject(function.get(), nullptr) : nullptr);
  PyOwned plain(items ? py.PyDict_New() : nullptr);
  PyOwned iterator(plain ? py.PyObject_GetIter(items.get()) : nullptr);
  if (!iterator) return false;
  for (;;) {
    PyOwned pair(py.PyIter_Next(iterator.get()));
    if (!pair) break;
    if (TypeOf(pair.get()) != py.PyTuple_Type || py.PyTuple_Size(pair.get()) != 2) {
      return failure_.Fail("has items() that are no pairs");
    }
    if (py.PyDict_SetItem(plain.get(), py.PyTuple_GetItem(pair.get(), 0),
                          py.PyTuple_GetItem(pair.get(), 1)) != 0) {
      return false;
    }
  }
  if (py.PyErr_Occurred() != nullptr) return false;
  return Dict(plain.get(), depth);
}

bool FromPython::SetItems(PyObject* value, int depth) {
  if (!CheckDepth(depth)) return false;
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kSet));
  PyOwned iterator(py.PyObject_GetIter(value));
  if (!iterator) return false;
  for (size_t i = 0;; ++i) {
    PyOwned item(py.PyIter_Next(iterator.get()));
    if (!item) break;
    if (!Value(item.get(), depth + 1)) {
      failure_.InIndex(i);
      return false;
    }
  }
  if (py.PyErr_Occurred() != nullptr) return false;
  writer_->EndExtension(payload);
  return true;
}

bool FromPython::Other(PyObject* value, PyObject* type, int depth) {
  const unsigned long flags = py.PyType_GetFlags(type);
  // Subclasses of the basic types cross as their base.
  if ((flags & kTypeUnicodeSubclass) != 0) return Str(value);
  if ((flags & kTypeLongSubclass) != 0) return Int(value);
  if ((flags & kTypeListSubclass) != 0) return Sequence(value, depth, false);
  if ((flags & kTypeTupleSubclass) != 0) return Sequence(value, depth, true);
  if ((flags & kTypeDictSubclass) != 0) return DictSubclass(value, depth);
  if ((flags & kTypeBytesSubclass) != 0) {
    char* data = nullptr;
    Py_ssize_t length = 0;
    if (py.PyBytes_AsStringAndSize(value, &data, &length) != 0) return false;
    return Bytes(reinterpret_cast<uint8_t*>(data), static_cast<size_t>(length));
  }
  if (py.PyType_IsSubtype(type, py.PyFloat_Type) != 0) {
    writer_->Double(py.PyFloat_AsDouble(value));
    return true;
  }
  if (py.PyType_IsSubtype(type, py.PySet_Type) != 0 ||
      py.PyType_IsSubtype(type, py.PyFrozenSet_Type) != 0) {
    return SetItems(value, depth);
  }
  if (py.PyType_IsSubtype(type, py.PyByteArray_Type) != 0) {
    BufferScope scope;
    if (!scope.Get(value, 0)) return false;
    return Bytes(static_cast<uint8_t*>(scope.view.buf), static_cast<size_t>(scope.view.len));
  }
  if (uint32_t function = 0; IsHostFunction(value, &function)) {
    if (outgoing_ == nullptr)
      return failure_.Fail("is a JavaScript function, which is no plain data");
    writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kFunction), 4);
    writer_->Raw(function);
    return true;
  }
  bool encoded = false;
  const std::string type_name = QualifiedTypeName(type);
  if (!Converted(value, type_name, depth, &encoded)) return false;
  if (encoded) return true;
  PyObject* const datetime = DateTimeType();
  if (datetime != nullptr && py.PyType_IsSubtype(type, datetime) != 0) return DateTime(value);
  if (!Buffer(value, &encoded)) return false;
  if (encoded) return true;
  return Reference(value, type_name);
}

// Only if somebody has imported it there can be one. Null until then.
PyObject* FromPython::DateTimeType() {
  PyObject* known = interpreter_->glue.datetime.load(std::memory_order_acquire);
  if (known != nullptr) return known;
  PyObject* module = py.PyDict_GetItemString(py.PyImport_GetModuleDict(), "datetime");
  PyOwned type(module == nullptr ? nullptr : py.PyObject_GetAttrString(module, "datetime"));
  if (!type) {
    py.PyErr_Clear();  // it is just being imported
    return nullptr;
  }
  // Held for the interpreter's life, by whichever thread comes first.
  if (interpreter_->glue.datetime.compare_exchange_strong(known, type.get())) return type.Release();
  return known;
}

bool FromPython::DateTime(PyObject* value) {
  PyOwned function = interpreter_->GlueFunction("pyloom._time", "to_milliseconds");
  PyOwned arguments(py.PyTuple_New(1));
  if (!function || !arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(value).Release());
  PyOwned result(py.PyObject_CallObject(function.get(), arguments.get()));
  if (!result) return failure_.Fail("is a datetime out of range: " + TakeErrorText());
  int overflow = 0;
  const long long milliseconds = py.PyLong_AsLongLongAndOverflow(result.get(), &overflow);
  long long seconds = milliseconds / 1000;
  long long rest = milliseconds % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  // The 96-bit form of MessagePack's timestamp, big-endian.
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kTimestamp), 12);
  const auto nanoseconds = static_cast<uint32_t>(rest * 1'000'000);
  for (int shift = 24; shift >= 0; shift -= 8)
    writer_->Byte(static_cast<uint8_t>(nanoseconds >> shift));
  for (int shift = 56; shift >= 0; shift -= 8) {
    writer_->Byte(static_cast<uint8_t>(static_cast<uint64_t>(seconds) >> shift));
  }
  return true;
}

bool FromPython::Buffer(PyObject* value, bool* encoded) {
  BufferScope scope;
  if (!scope.Get(value, kBufferFullReadOnly)) {
    py.PyErr_Clear();  // no buffer: something else, then
    return true;
  }
  const Py_buffer& view = scope.view;
  if (view.ndim == 0) return Scalar(view, encoded);
  const char format = ViewFormatOf(view.format, static_cast<size_t>(view.itemsize));
  if (format == 0 || view.ndim > wire::kMaxDimensions || view.shape == nullptr) return true;
  for (int i = 0; i < view.ndim; ++i) {
    if (view.shape[i] > UINT32_MAX) return true;
  }
  const auto length = static_cast<size_t>(view.len);
  std::unique_ptr<CopiedBuffer> copy;
  const bool beside = outgoing_ != nullptr && length >= kOutgoingThreshold;
  const size_t head = 2 + 4 * static_cast<size_t>(view.ndim);
  if (beside) {
    writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kPinnedView), head + 4);
  } else {
    writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kView), head + length);
  }
  writer_->Byte(static_cast<uint8_t>(format));
  writer_->Byte(static_cast<uint8_t>(view.ndim));
  for (int i = 0; i < view.ndim; ++i) writer_->Raw(static_cast<uint32_t>(view.shape[i]));
  uint8_t* target = nullptr;
  if (beside) {
    copy = std::make_unique<CopiedBuffer>(length);
    target = copy->data();
    writer_->Raw(static_cast<uint32_t>(outgoing_->buffers.size()));
    outgoing_->buffers.push_back(std::move(copy));
  } else {
    target = writer_->Extend(length);
  }
  if (py.PyBuffer_IsContiguous(&view, 'C') != 0) {
    std::memcpy(target, view.buf, length);
  } else if (py.PyBuffer_ToContiguous(target, &view, view.len, 'C') != 0) {
    return false;
  }
  *encoded = true;
  return true;
}

// NumPy's scalars (np.int64(5)) are buffers without dimensions: they cross as the number that they
// are.
bool FromPython::Scalar(const Py_buffer& view, bool* encoded) {
  const char format = ViewFormatOf(view.format, static_cast<size_t>(view.itemsize));
  auto read = [&view]<typename T>(T) {
    T value;
    std::memcpy(&value, view.buf, sizeof(T));
    return value;
  };
  *encoded = true;
  switch (format) {
    case 'b':
      writer_->Int(read(int8_t{}));
      return true;
    case 'B':
      writer_->Int(read(uint8_t{}));
      return true;
    case '?':
      writer_->Bool(read(uint8_t{}) != 0);
      return true;
    case 'h':
      writer_->Int(read(int16_t{}));
      return true;
    case 'H':
      writer_->Int(read(uint16_t{}));
      return true;
    case 'i':
      writer_->Int(read(int32_t{}));
      return true;
    case 'I':
      writer_->Int(read(uint32_t{}));
      return true;
    case 'q':
      writer_->Int(read(int64_t{}));
      return true;
    case 'Q':
      writer_->Unsigned(read(uint64_t{}));
      return true;
    case 'f':
      writer_->Double(read(float{}));
      return true;
    case 'd':
      writer_->Double(read(double{}));
      return true;
    default:
      *encoded = false;
      return true;
  }
}

bool FromPython::Converted(PyObject* value, const std::string& type_name, int depth,
                           bool* encoded) {
  if (session_ == nullptr || !session_->has_converters()) return true;
  const auto converter = session_->FindConverter(type_name);
  if (!converter) return true;
  PyOwned text;
  if (*converter == ConverterKind::kStr) {
    text.Reset(py.PyObject_Str(value));
  } else {
    const char* method = *converter == ConverterKind::kRepr ? "__repr__" : "isoformat";
    PyOwned function(py.PyObject_GetAttrString(value, method));
    if (function) text.Reset(py.PyObject_CallObject(function.get(), nullptr));
  }
  if (!text) return false;
  if ((py.PyType_GetFlags(TypeOf(text.get())) & kTypeUnicodeSubclass) == 0) {
    return failure_.Fail("is a " + type_name + " whose converter gave no text");
  }
  *encoded = true;
  return Value(text.get(), depth);
}

bool FromPython::Reference(PyObject* value, const std::string& type_name) {
  if (outgoing_ == nullptr) {
    return failure_.Fail("is a " + type_name + ", which is no plain data and cannot be stored");
  }
  const uint64_t handle = interpreter_->references.Add(PyOwned::FromBorrowed(value));
  outgoing_->references.push_back(handle);
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kReference), 12 + type_name.size());
  writer_->Raw(handle);
  writer_->Raw(interpreter_->id);
  writer_->Append(type_name.data(), type_name.size());
  return true;
}

}  // namespace pyloom
