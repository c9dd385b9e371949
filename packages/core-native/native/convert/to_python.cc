#include "convert/to_python.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "convert/text_of.h"
#include "convert/view_format.h"
#include "convert/view_type.h"
#include "module/js_handle.h"
#include "pyloom/wire_format.h"
#include "python/gil.h"
#include "runtime/interpreter.h"

namespace pyloom {

namespace {

using Kind = WireItem::Kind;

constexpr double kLargestSafeInteger = 9007199254740991.0;

// A block of JavaScript numbers obeys the rule of single ones: integral and safe is an int, -0 a
// float.
PyObject* NumberAsInJavaScript(double value) {
  if (value >= -kLargestSafeInteger && value <= kLargestSafeInteger && std::trunc(value) == value &&
      !(value == 0 && std::signbit(value))) {
    return py.PyLong_FromLongLong(static_cast<long long>(value));
  }
  return py.PyFloat_FromDouble(value);
}

// JavaScript tells 1 from true and 1n, Python does not: an entry would be lost.
constexpr char kEqualInPython[] =
    "it equals another one in Python, where 1, 1.0 and True are the same key; send an array";

std::string Place(uint32_t interpreter) {
  return interpreter == 0 ? "the main interpreter"
                          : "sub-interpreter " + std::to_string(interpreter);
}

std::string_view TextOf(const WireItem& item) {
  return {reinterpret_cast<const char*>(item.data), item.length};
}

}  // namespace

// A container, for the time in which its items are read.
class ToPython::Nesting {
 public:
  explicit Nesting(ToPython* converter) : depth_(converter->depth_) {
    if (depth_ == wire::kMaxDepth) {
      converter->failure_.Fail("it is nested more than " + std::to_string(wire::kMaxDepth) +
                               " deep; send a flat list with ids");
      return;
    }
    ++depth_;
    entered_ = true;
  }
  ~Nesting() {
    if (entered_) --depth_;
  }
  Nesting(const Nesting&) = delete;
  explicit operator bool() const { return entered_; }

 private:
  int& depth_;
  bool entered_ = false;
};

bool ToPython::Announce(size_t count, const WireReader& reader) {
  if (count > reader.Left() || due_ > reader.Left() - count) {
    Malformed();
    return false;
  }
  due_ += count;
  return true;
}

PyObject* ToPython::Malformed() {
  failure_.Fail("the message is malformed");
  return nullptr;
}

PyObject* ToPython::FailFromPython() {
  if (failure_.failed()) return nullptr;
  if (py.PyErr_Occurred() != nullptr && !py.PyErr_ExceptionMatches(py.PyExc_MemoryError)) {
    failure_.Fail(TakeErrorText());
  }
  return nullptr;
}

PyObject* ToPython::Value(WireReader& reader) { return Item(reader.Next(), reader); }

PyObject* ToPython::Item(const WireItem& item, WireReader& reader) {
  switch (item.kind) {
    case Kind::kNil:
      py.Py_IncRef(py._Py_NoneStruct);
      return py._Py_NoneStruct;
    case Kind::kBool: {
      PyObject* value = item.boolean ? py._Py_TrueStruct : py._Py_FalseStruct;
      py.Py_IncRef(value);
      return value;
    }
    case Kind::kInt:
      return py.PyLong_FromLongLong(item.integer);
    case Kind::kUnsigned:
      return py.PyLong_FromUnsignedLongLong(item.natural);
    case Kind::kDouble:
      return py.PyFloat_FromDouble(item.number);
    case Kind::kString:
      return String(item);
    case Kind::kBinary:
      return py.PyBytes_FromStringAndSize(reinterpret_cast<const char*>(item.data),
                                          static_cast<Py_ssize_t>(item.length));
    case Kind::kArray:
      return List(item.length, reader);
    case Kind::kMap:
      return Dict(item.length, reader);
    case Kind::kExtension:
      return Extension(item);
    case Kind::kInvalid:
      break;
  }
  return Malformed();
}

PyObject* ToPython::String(const WireItem& item) {
  const auto text = TextOf(item);
  PyObject* string =
      py.PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
  return string != nullptr ? string : FailFromPython();
}

PyObject* ToPython::List(size_t count, WireReader& reader) {
  Nesting nesting(this);
  if (!nesting || !Announce(count, reader)) return nullptr;
  PyOwned list(py.PyList_New(static_cast<Py_ssize_t>(count)));
  if (!list) return nullptr;
  for (size_t i = 0; i < count; ++i) {
    --due_;
    PyObject* value = Value(reader);
    if (value == nullptr) {
      failure_.InIndex(i);
      return nullptr;
    }
    py.PyList_SetItem(list.get(), static_cast<Py_ssize_t>(i), value);
  }
  return list.Release();
}

PyObject* ToPython::Dict(size_t count, WireReader& reader) {
  Nesting nesting(this);
  if (!nesting || !Announce(2 * count, reader)) return nullptr;
  PyOwned dict(py.PyDict_New());
  if (!dict) return nullptr;
  for (size_t i = 0; i < count; ++i) {
    due_ -= 2;
    if (!Entry(dict.get(), reader)) return nullptr;
  }
  return dict.Release();
}

PyObject* ToPython::DecodeKeywords(WireReader& reader) {
  const WireItem head = reader.Next();
  if (head.kind != Kind::kMap) return Malformed();
  PyOwned dict(py.PyDict_New());
  for (size_t i = 0; dict && i < head.length; ++i) {
    if (!Entry(dict.get(), reader)) return nullptr;
  }
  return dict.Release();
}

bool ToPython::Entry(PyObject* dict, WireReader& reader) {
  const WireItem item = reader.Next();
  PyOwned key;
  if (item.kind == Kind::kString) {
    key.Reset(strings_->Get(TextOf(item)));
  } else if (item.kind == Kind::kExtension &&
             item.extension == static_cast<int8_t>(wire::Extension::kSurrogates)) {
    key.Reset(Extension(item));
  } else {
    Malformed();
  }
  if (!key) {
    FailFromPython();
    return false;
  }
  PyOwned value(Value(reader));
  if (!value) {
    failure_.InKey(TextOfString(key.get()));
    return false;
  }
  return py.PyDict_SetItem(dict, key.get(), value.get()) == 0;
}

PyObject* ToPython::Extension(const WireItem& item) {
  // What is due outside comes after the payload.
  const size_t outer = std::exchange(due_, 0);
  PyObject* value = Payload(item);
  due_ = outer;
  return value;
}

PyObject* ToPython::Payload(const WireItem& item) {
  using wire::Extension;
  const WireReader payload(item.data, item.length);
  switch (static_cast<wire::Extension>(item.extension)) {
    case Extension::kTimestamp:
      return Timestamp(item, "from_timestamp");
    case Extension::kNaive:
      return Timestamp(item, "naive_from_timestamp");
    case Extension::kInteger:
      return BigInteger(item);
    case Extension::kSurrogates: {
      PyObject* string =
          py.PyUnicode_DecodeUTF8(reinterpret_cast<const char*>(item.data),
                                  static_cast<Py_ssize_t>(item.length), "surrogatepass");
      return string != nullptr ? string : FailFromPython();
    }
    case Extension::kMapping:
      return Mapping(payload);
    case Extension::kSet:
      return Set(payload);
    case Extension::kTuple:
      return Tuple(payload);
    case Extension::kNumbers:
      return Numbers(payload);
    case Extension::kView:
      return View(payload, false);
    case Extension::kPinnedView:
      return View(payload, true);
    case Extension::kPinnedBytes:
      return PinnedBytes(payload);
    case Extension::kReference:
      return Reference(payload);
    case Extension::kFunction:
      return Function(payload);
    case Extension::kAttribute:
      return Attribute(payload);
    case Extension::kConvertedReference:  // these come from Python only
    case Extension::kNamed:
      break;
  }
  failure_.Fail("it has the unknown wire extension " + std::to_string(item.extension));
  return nullptr;
}

PyObject* ToPython::BigInteger(const WireItem& item) {
  // int.from_bytes: `_PyLong_FromByteArray` and its successors differ between versions.
  PyOwned from_bytes(py.PyObject_GetAttrString(py.PyLong_Type, "from_bytes"));
  PyOwned bytes(py.PyBytes_FromStringAndSize(reinterpret_cast<const char*>(item.data),
                                             static_cast<Py_ssize_t>(item.length)));
  PyOwned order(py.PyUnicode_FromString("little"));
  PyOwned arguments(py.PyTuple_New(2));
  PyOwned keywords(py.PyDict_New());
  if (!from_bytes || !bytes || !order || !arguments || !keywords) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, bytes.Release());
  py.PyTuple_SetItem(arguments.get(), 1, order.Release());
  if (py.PyDict_SetItemString(keywords.get(), "signed", py._Py_TrueStruct) != 0) return nullptr;
  return py.PyObject_Call(from_bytes.get(), arguments.get(), keywords.get());
}

PyObject* ToPython::Mapping(WireReader payload) {
  Nesting nesting(this);
  if (!nesting) return nullptr;
  PyOwned dict(py.PyDict_New());
  if (!dict) return nullptr;
  for (Py_ssize_t count = 1; !payload.AtEnd(); ++count) {
    PyOwned key(Value(payload));
    if (!key) {
      failure_.InEntryKey("?");
      return nullptr;
    }
    PyOwned value(Value(payload));
    if (!value) {
      failure_.InEntry(DescribeObject(key.get()));
      return nullptr;
    }
    if (py.PyDict_SetItem(dict.get(), key.get(), value.get()) != 0) {
      FailFromPython();
    } else if (py.PyDict_Size(dict.get()) != count) {
      failure_.Fail(kEqualInPython);
    } else {
      continue;
    }
    failure_.InEntryKey(DescribeObject(key.get()));
    return nullptr;
  }
  return dict.Release();
}

PyObject* ToPython::Set(WireReader payload) {
  Nesting nesting(this);
  if (!nesting) return nullptr;
  PyOwned set(py.PySet_New(nullptr));
  if (!set) return nullptr;
  for (Py_ssize_t count = 1; !payload.AtEnd(); ++count) {
    PyOwned item(Value(payload));
    if (!item) {
      failure_.InItem("?");
      return nullptr;
    }
    if (py.PySet_Add(set.get(), item.get()) != 0) {
      FailFromPython();
    } else if (py.PySet_Size(set.get()) != count) {
      failure_.Fail(kEqualInPython);
    } else {
      continue;
    }
    failure_.InItem(DescribeObject(item.get()));
    return nullptr;
  }
  return set.Release();
}

PyObject* ToPython::Tuple(WireReader payload) {
  Nesting nesting(this);
  if (!nesting) return nullptr;
  std::vector<PyOwned> items;
  while (!payload.AtEnd()) {
    PyOwned value(Value(payload));
    if (!value) {
      failure_.InIndex(items.size());
      return nullptr;
    }
    items.push_back(std::move(value));
  }
  PyObject* tuple = py.PyTuple_New(static_cast<Py_ssize_t>(items.size()));
  if (tuple == nullptr) return nullptr;
  for (size_t i = 0; i < items.size(); ++i) {
    py.PyTuple_SetItem(tuple, static_cast<Py_ssize_t>(i), items[i].Release());
  }
  return tuple;
}

PyObject* ToPython::Numbers(WireReader payload) {
  Nesting nesting(this);
  if (!nesting) return nullptr;
  uint8_t kind = 0;
  if (!payload.Raw(&kind) || payload.Left() % sizeof(double) != 0) return Malformed();
  if (kind != wire::kNumbersAsInJavaScript && kind != wire::kNumbersAllFloats) return Malformed();
  const size_t count = payload.Left() / sizeof(double);
  PyOwned list(py.PyList_New(static_cast<Py_ssize_t>(count)));
  if (!list) return nullptr;
  for (size_t i = 0; i < count; ++i) {
    double number = 0;
    payload.Raw(&number);
    PyObject* value = kind == wire::kNumbersAllFloats ? py.PyFloat_FromDouble(number)
                                                      : NumberAsInJavaScript(number);
    if (value == nullptr) return nullptr;
    py.PyList_SetItem(list.get(), static_cast<Py_ssize_t>(i), value);
  }
  return list.Release();
}

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
    return MakeCopiedView(interpreter_->glue.view_type, payload.cursor(), bytes, shape).Release();
  }
  uint32_t index = 0;
  if (!payload.Raw(&index) || beside_ == nullptr || index >= beside_->pins.size())
    return Malformed();
  const Ref<Pin>& pin = beside_->pins[index];
  if (pin->length != bytes) return Malformed();
  return MakePinnedView(interpreter_->glue.view_type, pin, shape).Release();
}

PyObject* ToPython::PinnedBytes(WireReader payload) {
  uint32_t index = 0;
  if (!payload.Raw(&index) || beside_ == nullptr || index >= beside_->pins.size())
    return Malformed();
  const Ref<Pin>& pin = beside_->pins[index];
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

PyObject* ToPython::Timestamp(const WireItem& item, const char* maker) {
  // MessagePack's own numbers are big-endian.
  auto big_endian = [&item](size_t offset, size_t length) {
    uint64_t value = 0;
    for (size_t i = 0; i < length; ++i) value = value << 8 | item.data[offset + i];
    return value;
  };
  int64_t seconds = 0;
  uint64_t nanoseconds = 0;
  if (item.length == 4) {
    seconds = static_cast<int64_t>(big_endian(0, 4));
  } else if (item.length == 8) {
    const uint64_t both = big_endian(0, 8);
    nanoseconds = both >> 34;
    seconds = static_cast<int64_t>(both & 0x3ffffffffULL);
  } else if (item.length == 12) {
    nanoseconds = big_endian(0, 4);
    seconds = static_cast<int64_t>(big_endian(4, 8));
  } else {
    return Malformed();
  }
  if (nanoseconds >= 1'000'000'000) return Malformed();
  PyOwned make = interpreter_->GlueFunction("pyloom._time", maker);
  PyOwned arguments(py.PyTuple_New(2));
  if (!make || !arguments) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(seconds));
  py.PyTuple_SetItem(arguments.get(), 1,
                     py.PyLong_FromLongLong(static_cast<long long>(nanoseconds / 1000)));
  PyObject* moment = py.PyObject_CallObject(make.get(), arguments.get());
  return moment != nullptr ? moment : FailFromPython();
}

PyObject* ToPython::Reference(WireReader payload) {
  uint64_t handle = 0;
  uint32_t interpreter = 0;
  if (!payload.Raw(&handle) || !payload.Raw(&interpreter)) return Malformed();
  if (interpreter != interpreter_->id) {
    failure_.Fail("it is a Python object of " + Place(interpreter) + ", but this call runs in " +
                  Place(interpreter_->id));
    return nullptr;
  }
  int32_t loop = -1;
  PyOwned object = interpreter_->references.Get(handle, &loop);
  if (loop_ < 0) loop_ = loop;
  if (!object) failure_.Fail("it is a Python object that has been released");
  return object.Release();
}

PyObject* ToPython::Function(WireReader payload) {
  uint32_t id = 0;
  if (!payload.Raw(&id)) return Malformed();
  Ref<HeldValue> function = beside_ == nullptr ? nullptr : beside_->Find(id);
  if (!function) return Malformed();
  return MakeHostFunction(interpreter_, function).Release();
}

// What Python's own code raises stays as it is: NeedsHome has the call sent elsewhere. Only where
// somebody calls: what a store holds must not import anything.
PyObject* ToPython::Attribute(WireReader payload) {
  if (beside_ == nullptr) return Malformed();
  const WireItem owner_item = payload.Next();
  const bool of_module = owner_item.kind == Kind::kString;
  PyOwned owner(Item(owner_item, payload));
  PyOwned path(owner ? Value(payload) : nullptr);
  if (!path) return nullptr;
  PyOwned look_up = interpreter_->GlueFunction("pyloom._modules", of_module ? "find" : "attribute");
  PyOwned arguments(look_up ? py.PyTuple_New(2) : nullptr);
  if (!arguments) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, owner.Release());
  py.PyTuple_SetItem(arguments.get(), 1, path.Release());
  return py.PyObject_CallObject(look_up.get(), arguments.get());
}

}  // namespace pyloom
