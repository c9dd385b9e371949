// Integers of any size, blocks of numbers, and times.

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "convert/object_space.h"
#include "convert/to_python_nesting.h"

namespace pyloom {

namespace {

// A block of JavaScript numbers obeys the rule of single ones: integral and safe is an int, -0 a
// float.
PyObject* NumberAsInJavaScript(double value) {
  if (value >= -kLargestSafeInteger && value <= kLargestSafeInteger && std::trunc(value) == value &&
      !(value == 0 && std::signbit(value))) {
    return py.PyLong_FromLongLong(static_cast<long long>(value));
  }
  return py.PyFloat_FromDouble(value);
}

}  // namespace

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
  PyOwned make = space_->GlueFunction("pyloom._time", maker);
  PyOwned arguments(py.PyTuple_New(2));
  if (!make || !arguments) return nullptr;
  py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(seconds));
  py.PyTuple_SetItem(arguments.get(), 1,
                     py.PyLong_FromLongLong(static_cast<long long>(nanoseconds / 1000)));
  PyObject* moment = py.PyObject_CallObject(make.get(), arguments.get());
  return moment != nullptr ? moment : FailFromPython();
}

}  // namespace pyloom
