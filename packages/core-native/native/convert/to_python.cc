#include "convert/to_python.h"

#include <cstring>
#include <utility>

#include "convert/js_handle.h"
#include "convert/text_of.h"
#include "convert/to_python_nesting.h"

namespace pyloom {

namespace {

using Kind = WireItem::Kind;

// JavaScript tells 1 from true and 1n, Python does not: an entry would be lost.
constexpr char kEqualInPython[] =
    "it equals another one in Python, where 1, 1.0 and True are the same key; send an array";

}  // namespace

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
  const auto text = item.payload();
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
    key.Reset(strings_->Get(item.payload()));
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
    case Extension::kArray:
      return Array(payload);
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

}  // namespace pyloom
