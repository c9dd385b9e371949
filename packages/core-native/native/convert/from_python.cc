#include "convert/from_python.h"

#include "convert/from_python_nesting.h"
#include "convert/object_space.h"
#include "convert/recipient.h"
#include "convert/text_of.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

// A block pays from some dozen items on; shorter lists are looked at item by item anyway.
constexpr size_t kNumberBlockThreshold = 32;

constexpr char kChangedLength[] = "it changed its length while it was converted";

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

bool IsStr(PyObject* object) {
  PyObject* type = TypeOf(object);
  return type == py.PyUnicode_Type || (py.PyType_GetFlags(type) & kTypeUnicodeSubclass) != 0;
}

bool KeysAreStr(PyObject* dict) {
  Py_ssize_t position = 0;
  PyObject *key = nullptr, *value = nullptr;
  while (py.PyDict_Next(dict, &position, &key, &value) != 0) {
    if (!IsStr(key)) return false;
  }
  return true;
}

}  // namespace

FromPython::FromPython(ObjectSpace* space, WireWriter* writer, const Recipient* recipient,
                       OutgoingAttachments* outgoing)
    : space_(space),
      writer_(writer),
      recipient_(recipient),
      outgoing_(outgoing),
      first_reference_(outgoing == nullptr ? 0 : outgoing->references.size()) {
  if (recipient == nullptr || !recipient->has_converters()) return;
  converters_ = std::make_unique<ConverterLookup>(recipient->converters());
  converts_basic_types_ = converters_->fits_basic_types();
}

FromPython::~FromPython() {
  // The handles of a value that does not cross would have no owner.
  if (complete_ || outgoing_ == nullptr) return;
  for (size_t i = first_reference_; i < outgoing_->references.size(); ++i) {
    space_->references.Release(outgoing_->references[i]);
  }
  outgoing_->references.resize(first_reference_);
}

bool FromPython::EncodeKeywords(PyObject* keywords) {
  complete_ = false;  // should it throw
  DictScope scope(keywords);
  try {
    writer_->MapHeader(static_cast<size_t>(py.PyDict_Size(keywords)));
    return complete_ = DictEntries(keywords, true);
  } catch (const MessageTooLong&) {
    return TooLong();
  }
}

bool FromPython::TooLong() {
  return failure_.Fail("the message would be longer than " +
                       std::to_string(WireWriter::most.load()) +
                       " bytes; send it in parts, or large data as bytes or arrays");
}

bool FromPython::Value(PyObject* value) {
  PyObject* type = TypeOf(value);
  if (!converts_basic_types_) return ByType(value, type);
  bool encoded = false;
  return Converted(value, type, &encoded) && (encoded || ByType(value, type));
}

bool FromPython::ByType(PyObject* value, PyObject* type) {
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
  if (type == py.PyDict_Type) return Dict(value);
  if (type == py.PyList_Type) return List(value);
  if (type == py.PyTuple_Type) return Sequence(value, true);
  if (type == py.PyBytes_Type) return Bytes(value);
  return Other(value, type);
}

bool FromPython::Int(PyObject* value) {
  int overflow = 0;
  const long long number = py.PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow != 0) return BigInt(value);
  if (number == -1 && py.PyErr_Occurred() != nullptr) return false;
  writer_->Int(number);
  return true;
}

bool FromPython::Str(PyObject* value) {
  Py_ssize_t length = 0;
  const char* text = py.PyUnicode_AsUTF8AndSize(value, &length);
  if (text != nullptr) {
    if (!CheckLength(static_cast<size_t>(length), "a text")) return false;
    writer_->String({text, static_cast<size_t>(length)});
    return true;
  }
  if (py.PyErr_ExceptionMatches(py.PyExc_MemoryError)) return false;
  py.PyErr_Clear();
  PyOwned bytes(py.PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass"));
  char* data = nullptr;
  if (!bytes || py.PyBytes_AsStringAndSize(bytes.get(), &data, &length) != 0) return false;
  if (!CheckLength(static_cast<size_t>(length), "a text")) return false;
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kSurrogates),
                           static_cast<size_t>(length));
  writer_->Append(data, static_cast<size_t>(length));
  return true;
}

bool FromPython::List(PyObject* value) {
  const auto count = static_cast<size_t>(py.PyList_Size(value));
  if (count >= kNumberBlockThreshold && depth_ < wire::kMaxDepth && !converts_basic_types_ &&
      NumberBlock(value, count)) {
    return true;
  }
  return Sequence(value, false);
}

bool FromPython::NumberBlock(PyObject* list, size_t count) {
  PyObject* type = nullptr;
  bool floats = false;
  const size_t begin = writer_->size();
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kNumbers));
  const size_t kind = writer_->size();
  writer_->Byte(wire::kNumbersAsInJavaScript);
  for (size_t i = 0; i < count; ++i) {
    PyOwned item = ListItem(list, static_cast<Py_ssize_t>(i));
    if (!item) py.PyErr_Clear();  // the list got shorter meanwhile
    if (item && type == nullptr) {
      type = TypeOf(item.get());
      floats = type == py.PyFloat_Type;
      if (floats) writer_->PatchRaw(kind, wire::kNumbersAllFloats);
    }
    double number = 0;
    bool fits = item && TypeOf(item.get()) == type && (floats || type == py.PyLong_Type);
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

bool FromPython::Sequence(PyObject* value, bool tuple) {
  Nesting nesting(this, value);
  if (!nesting) return false;
  const Py_ssize_t count = tuple ? py.PyTuple_Size(value) : py.PyList_Size(value);
  if (!CheckLength(static_cast<size_t>(count), "an array")) return false;
  writer_->ArrayHeader(static_cast<size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyOwned item = tuple ? PyOwned::FromBorrowed(py.PyTuple_GetItem(value, i)) : ListItem(value, i);
    if (!item) {
      py.PyErr_Clear();
      return failure_.Fail(kChangedLength);
    }
    if (!Value(item.get())) {
      failure_.InIndex(static_cast<size_t>(i));
      return false;
    }
  }
  return tuple || py.PyList_Size(value) == count || failure_.Fail(kChangedLength);
}

bool FromPython::Named(PyObject* value, PyObject* names, PyObject* others) {
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kNamed));
  if (!Sequence(value, true)) return false;
  const Py_ssize_t named = py.PyTuple_Size(names);
  writer_->ArrayHeader(static_cast<size_t>(named));
  for (Py_ssize_t i = 0; i < named; ++i) {
    if (!Str(py.PyTuple_GetItem(names, i))) return false;
  }
  const Py_ssize_t further = py.PyTuple_Size(others);
  writer_->MapHeader(static_cast<size_t>(further));
  for (Py_ssize_t i = 0; i < further; ++i) {
    PyObject* name = py.PyTuple_GetItem(others, i);
    PyOwned field(py.PyObject_GetAttr(value, name));
    if (!field || !Entry(name, field.get(), true)) return false;
  }
  return EndExtension(payload);
}

bool FromPython::Dict(PyObject* value) {
  Nesting nesting(this, value);
  return nesting && DictItems(value);
}

bool FromPython::DictItems(PyObject* value) {
  DictScope scope(value);
  const auto count = static_cast<size_t>(py.PyDict_Size(value));
  if (KeysAreStr(value)) {
    if (!CheckLength(count, "an object")) return false;
    writer_->MapHeader(count);
    return DictEntries(value, true);
  }
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kMapping));
  return DictEntries(value, false) && EndExtension(payload);
}

bool FromPython::DictEntries(PyObject* dict, bool keys_are_str) {
  const Py_ssize_t count = py.PyDict_Size(dict);
  Py_ssize_t position = 0, written = 0;
  PyObject *key = nullptr, *value = nullptr;
  while (py.PyDict_Next(dict, &position, &key, &value) != 0) {
    if (written++ == count) break;
    // A value's conversion may run Python code, which may change the dict: both are held meanwhile.
    PyOwned held_key = PyOwned::FromBorrowed(key);
    PyOwned held_value = PyOwned::FromBorrowed(value);
    if (keys_are_str && !IsStr(key)) {
      return failure_.Fail("it changed its keys while it was converted");
    }
    if (!Entry(key, value, keys_are_str)) return false;
  }
  return (written == count && py.PyDict_Size(dict) == count) || failure_.Fail(kChangedLength);
}

bool FromPython::Entry(PyObject* key, PyObject* value, bool keys_are_str) {
  if (!(keys_are_str ? Str(key) : Value(key))) {
    if (failure_.failed()) failure_.InEntryKey(DescribeObject(key));
    return false;
  }
  if (Value(value)) return true;
  if (failure_.failed() && keys_are_str) failure_.InKey(TextOfString(key));
  if (failure_.failed() && !keys_are_str) failure_.InEntry(DescribeObject(key));
  return false;
}

// A subclass may have an order of its own (OrderedDict.move_to_end), so that it is asked for its
// items.
bool FromPython::DictSubclass(PyObject* value) {
  Nesting nesting(this, value);
  if (!nesting) return false;
  PyOwned function(py.PyObject_GetAttrString(value, "items"));
  PyOwned items(function ? py.PyObject_CallObject(function.get(), nullptr) : nullptr);
  PyOwned plain(items ? py.PyDict_New() : nullptr);
  PyOwned iterator(plain ? py.PyObject_GetIter(items.get()) : nullptr);
  if (!iterator) return false;
  for (;;) {
    PyOwned pair(py.PyIter_Next(iterator.get()));
    if (!pair) break;
    if (TypeOf(pair.get()) != py.PyTuple_Type || py.PyTuple_Size(pair.get()) != 2) {
      return failure_.Fail("it has items() that are no pairs");
    }
    if (py.PyDict_SetItem(plain.get(), py.PyTuple_GetItem(pair.get(), 0),
                          py.PyTuple_GetItem(pair.get(), 1)) != 0) {
      return false;
    }
  }
  return py.PyErr_Occurred() == nullptr && DictItems(plain.get());
}

bool FromPython::SetItems(PyObject* value) {
  Nesting nesting(this, value);
  if (!nesting) return false;
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kSet));
  PyOwned iterator(py.PyObject_GetIter(value));
  if (!iterator) return false;
  for (;;) {
    PyOwned item(py.PyIter_Next(iterator.get()));
    if (!item) break;
    if (Value(item.get())) continue;
    if (failure_.failed()) failure_.InItem(DescribeObject(item.get()));
    return false;
  }
  return py.PyErr_Occurred() == nullptr && EndExtension(payload);
}

// Nothing in MessagePack is longer than 32 bits can say.
bool FromPython::CheckLength(size_t length, const char* what) {
  return length <= UINT32_MAX || failure_.Fail("it is longer than " + std::string(what) +
                                               " may be (2**32 - 1); send it in parts");
}

bool FromPython::EndExtension(size_t payload) {
  if (!CheckLength(writer_->size() - payload, "its encoding")) return false;
  writer_->EndExtension(payload);
  return true;
}

}  // namespace pyloom
