// Subclasses of the basic types, moments, and objects that have no counterpart in JavaScript.

#include <optional>

#include "convert/from_python.h"
#include "convert/from_python_nesting.h"
#include "convert/js_handle.h"
#include "convert/object_space.h"
#include "convert/recipient.h"
#include "convert/static_kinds.h"
#include "convert/text_of.h"
#include "python/type_of.h"

namespace pyloom {

bool FromPython::Other(PyObject* value, PyObject* type) {
  if (converters_ == nullptr || converts_basic_types_) return Object(value, type);
  bool encoded = false;
  return Converted(value, type, &encoded) && (encoded || Object(value, type));
}

bool FromPython::Object(PyObject* value, PyObject* type) {
  const unsigned long flags = py.PyType_GetFlags(type);
  // Subclasses of the basic types cross as their base, but for containers that are more than that.
  if ((flags & kTypeUnicodeSubclass) != 0) return Str(value);
  if ((flags & kTypeLongSubclass) != 0) return Int(value);
  if ((flags & kTypeBytesSubclass) != 0) return Bytes(value);
  constexpr unsigned long kContainer = kTypeListSubclass | kTypeTupleSubclass | kTypeDictSubclass;
  if ((flags & kContainer) != 0) {
    // A store and a description of an error have no place for what is more.
    if (outgoing_ != nullptr) {
      if (!FindKind(type)) return false;
      if (last_.kind == Kind::kReference) return Reference(value, QualifiedTypeName(type));
      if (last_.kind == Kind::kNamed) {
        const PyOwned names = PyOwned::FromBorrowed(last_.names.get());
        const PyOwned others = PyOwned::FromBorrowed(last_.others.get());
        return Named(value, names.get(), others.get());
      }
    }
    if ((flags & kTypeListSubclass) != 0) return Sequence(value, false);
    if ((flags & kTypeTupleSubclass) != 0) return Sequence(value, true);
    return DictSubclass(value);
  }
  if (py.PyType_IsSubtype(type, py.PyFloat_Type) != 0) {
    writer_->Double(py.PyFloat_AsDouble(value));
    return true;
  }
  if (py.PyType_IsSubtype(type, py.PySet_Type) != 0 ||
      py.PyType_IsSubtype(type, py.PyFrozenSet_Type) != 0) {
    return SetItems(value);
  }
  if (py.PyType_IsSubtype(type, py.PyByteArray_Type) != 0) return ByteArray(value);
  if (HeldValue* function = ValueOfHostFunction(*space_, value)) {
    if (outgoing_ == nullptr)
      return failure_.Fail("it is a JavaScript function, which is no plain data");
    // For other threads than its own it is a Python object like any other.
    if (recipient_ != nullptr && recipient_->mailbox == function->mailbox) {
      writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kFunction), 4);
      writer_->Raw(function->id);
      outgoing_->held.push_back(function);
      return true;
    }
  }
  PyObject* const datetime = DateTimeType();
  if (datetime != nullptr && type == datetime) return DateTime(value);
  if (!FindKind(type)) return false;
  switch (last_.kind) {
    case Kind::kNull:
      writer_->Nil();
      return true;
    case Kind::kMoment:
      return DateTime(value);
    case Kind::kFloat:
      return Float(value);
    case Kind::kReference:
      return Reference(value, QualifiedTypeName(type));
    case Kind::kDescribed:
      return Array(value, type);
    case Kind::kKept: {
      const PyOwned kept(py.PyObject_GetAttrString(value, "value"));
      return kept && Reference(kept.get(), QualifiedTypeName(TypeOf(kept.get())));
    }
    default:
      break;
  }
  if (datetime != nullptr && py.PyType_IsSubtype(type, datetime) != 0) return DateTime(value);
  bool encoded = false;
  if (!Buffer(value, &encoded)) return false;
  if (!encoded && last_.kind == Kind::kArray) return Array(value, type);
  return encoded || Reference(value, QualifiedTypeName(type));
}

bool FromPython::FindKind(PyObject* type) {
  if (last_.type.get() == type) return true;
  const bool is_static = StaticKinds::IsStatic(type);
  if (const auto known = is_static ? StaticKinds::Find(type) : std::nullopt) {
    last_ = {PyOwned::FromBorrowed(type), static_cast<Kind>(*known), PyOwned(), PyOwned()};
    return true;
  }
  PyOwned function = space_->GlueFunction("pyloom._kinds", "kind_of");
  PyOwned arguments(function ? py.PyTuple_New(1) : nullptr);
  if (!arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(type).Release());
  PyOwned found(py.PyObject_CallObject(function.get(), arguments.get()));
  if (!found) return false;
  int overflow = 0;
  last_.kind = static_cast<Kind>(
      py.PyLong_AsLongLongAndOverflow(py.PyTuple_GetItem(found.get(), 0), &overflow));
  last_.names.Reset(PyOwned::FromBorrowed(py.PyTuple_GetItem(found.get(), 1)).Release());
  last_.others.Reset(PyOwned::FromBorrowed(py.PyTuple_GetItem(found.get(), 2)).Release());
  last_.type.Reset(PyOwned::FromBorrowed(type).Release());
  if (is_static && last_.kind != Kind::kNamed)
    StaticKinds::Keep(type, static_cast<uint8_t>(last_.kind));
  return true;
}

// What describes it is a tuple: the value to send in its place; or a view, its dtype, its mask.
bool FromPython::Array(PyObject* value, PyObject* type) {
  PyOwned function = space_->GlueFunction("pyloom._arrays", "describe");
  PyOwned arguments(function ? py.PyTuple_New(1) : nullptr);
  if (!arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(value).Release());
  PyOwned found(py.PyObject_CallObject(function.get(), arguments.get()));
  if (!found) return false;
  if (found.get() == py._Py_NoneStruct) return Reference(value, QualifiedTypeName(type));
  Nesting nesting(this, value);
  if (!nesting) return false;
  if (py.PyTuple_Size(found.get()) == 1) return Value(py.PyTuple_GetItem(found.get(), 0));
  if (outgoing_ == nullptr) return Reference(value, QualifiedTypeName(type));  // cannot be stored
  const size_t payload = writer_->BeginExtension(static_cast<int8_t>(wire::Extension::kArray));
  return Value(py.PyTuple_GetItem(found.get(), 1)) && Value(py.PyTuple_GetItem(found.get(), 0)) &&
         Value(py.PyTuple_GetItem(found.get(), 2)) && EndExtension(payload);
}

// One of more or less than 64 bits.
bool FromPython::Float(PyObject* value) {
  const double number = py.PyFloat_AsDouble(value);
  if (number == -1 && py.PyErr_Occurred() != nullptr) return false;
  writer_->Double(number);
  return true;
}

// Only if somebody has imported it there can be one. Null until then. Of the half that is written
// in C: up to 3.11 datetime, while another lane imports it, has a class of the name written in
// Python, whose instances nobody ever sees.
PyObject* FromPython::DateTimeType() {
  PyObject* known = space_->glue.datetime.load(std::memory_order_acquire);
  if (known != nullptr) return known;
  PyObject* module = py.PyDict_GetItemString(py.PyImport_GetModuleDict(), "_datetime");
  PyOwned type(module == nullptr ? nullptr : py.PyObject_GetAttrString(module, "datetime"));
  if (!type) {
    py.PyErr_Clear();  // it is just being imported
    return nullptr;
  }
  // Held for the interpreter's life, by whichever thread comes first.
  if (space_->glue.datetime.compare_exchange_strong(known, type.get())) return type.Release();
  return known;
}

bool FromPython::DateTime(PyObject* value) {
  PyOwned function = space_->GlueFunction("pyloom._time", "to_milliseconds");
  PyOwned arguments(py.PyTuple_New(1));
  if (!function || !arguments) return false;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(value).Release());
  PyOwned result(py.PyObject_CallObject(function.get(), arguments.get()));
  if (!result) {
    const bool out_of_range = py.PyErr_ExceptionMatches(py.PyExc_OverflowError) != 0 ||
                              py.PyErr_ExceptionMatches(py.PyExc_ValueError) != 0;
    return out_of_range && failure_.Fail("it cannot become a Date (" + TakeErrorText() + ")");
  }
  if (result.get() == py._Py_NoneStruct) {  // not a time
    writer_->Nil();
    return true;
  }
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

bool FromPython::Reference(PyObject* value, const std::string& type_name,
                           const Converter* converter) {
  if (outgoing_ == nullptr) {
    return failure_.Fail("it is a " + type_name + ", which is no plain data and cannot be stored");
  }
  outgoing_->space = space_;
  outgoing_->references.push_back(0);  // its place first, so that no handle is ever without one
  const uint64_t handle = space_->references.Add(PyOwned::FromBorrowed(value), loop_of_thread);
  outgoing_->references.back() = handle;
  if (converter == nullptr) {
    writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kReference),
                             12 + type_name.size());
  } else {
    writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kConvertedReference),
                             14 + type_name.size());
    writer_->Raw(converter->index);
  }
  writer_->Raw(handle);
  writer_->Raw(space_->number);
  writer_->Append(type_name.data(), type_name.size());
  return true;
}

}  // namespace pyloom
