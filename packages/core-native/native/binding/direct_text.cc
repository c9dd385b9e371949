#include "binding/direct_text.h"

#if defined(__GNUC__) && !defined(__clang__)
// Otherwise gcc makes no vectors of the loops below at -O2, and a text takes twice as long.
#pragma GCC optimize("vect-cost-model=dynamic")
#endif

namespace pyloom {

namespace {

// PyUnicode_KIND: bytes of a code point.
constexpr int kOneByte = 1;
constexpr int kTwoBytes = 2;
constexpr int kFourBytes = 4;

constexpr bool IsSurrogate(char16_t unit) { return (unit & 0xf800) == 0xd800; }
constexpr bool IsHigh(char16_t unit) { return (unit & 0xfc00) == 0xd800; }
constexpr bool IsLow(char16_t unit) { return (unit & 0xfc00) == 0xdc00; }

// All bits that occur: the compiler makes this as quick as copying.
template <typename T>
uint32_t BitsOf(const T* characters, size_t length) {
  uint32_t bits = 0;
  for (size_t i = 0; i < length; ++i) bits |= characters[i];
  return bits;
}

template <typename To, typename From>
void Narrow(const From* from, size_t length, To* to) {
  for (size_t i = 0; i < length; ++i) to[i] = static_cast<To>(from[i]);
}

bool HasSurrogates(const char16_t* units, size_t length) {
  bool has = false;
  for (size_t i = 0; i < length; ++i) has |= IsSurrogate(units[i]);
  return has;
}

// Pairs become one code point, what is alone stays what it is. Returns how many there are.
size_t JoinPairs(const char16_t* units, size_t length, uint32_t* points) {
  size_t count = 0;
  for (size_t i = 0; i < length; ++i) {
    uint32_t point = units[i];
    if (IsHigh(units[i]) && i + 1 < length && IsLow(units[i + 1])) {
      point = 0x10000 + ((point & 0x3ff) << 10 | (units[++i] & 0x3ff));
    }
    points[count++] = point;
  }
  return count;
}

// Returns how many units there are.
size_t SplitPairs(const uint32_t* points, size_t length, char16_t* units) {
  size_t count = 0;
  for (size_t i = 0; i < length; ++i) {
    const uint32_t point = points[i];
    if (point < 0x10000) {
      units[count++] = static_cast<char16_t>(point);
    } else {
      units[count++] = static_cast<char16_t>(0xd7c0 + (point >> 10));
      units[count++] = static_cast<char16_t>(0xdc00 | (point & 0x3ff));
    }
  }
  return count;
}

}  // namespace

bool DirectText::Read(napi_env env, napi_value text, Slice* slice) {
  const size_t room = kCapacity - used_;
  size_t length = 0;
  if (room < 2 ||
      napi_get_value_string_utf16(env, text, memory().units + used_, room, &length) != napi_ok) {
    return false;
  }
  if (length == room - 1) return false;  // cut off, perhaps
  *slice = {used_, length};
  used_ += length;
  return true;
}

PyObject* DirectText::ToPython(const Slice& slice) {
  const char16_t* const units = memory().units + slice.offset;
  const auto length = static_cast<Py_ssize_t>(slice.length);
  if (BitsOf(units, slice.length) < 0x100) {
    Narrow(units, slice.length, memory().bytes);
    return py.PyUnicode_FromKindAndData(kOneByte, memory().bytes, length);
  }
  if (!HasSurrogates(units, slice.length)) {
    return py.PyUnicode_FromKindAndData(kTwoBytes, units, length);
  }
  const size_t count = JoinPairs(units, slice.length, memory().points);
  return py.PyUnicode_FromKindAndData(kFourBytes, memory().points, static_cast<Py_ssize_t>(count));
}

bool DirectText::Read(PyObject* text, Slice* slice) {
  const auto length = static_cast<size_t>(py.PyUnicode_GetLength(text));
  // Each may become two units.
  if (length > kCapacity / 2 || length > kCapacity - used_) return false;
  if (length > 0 && py.PyUnicode_AsUCS4(text, memory().points + used_,
                                        static_cast<Py_ssize_t>(length), 0) == nullptr) {
    py.PyErr_Clear();
    return false;
  }
  *slice = {used_, length};
  used_ += length;
  return true;
}

napi_value DirectText::ToJavaScript(napi_env env, const Slice& slice) {
  napi_value text = nullptr;
  const uint32_t* const points = memory().points + slice.offset;
  const uint32_t bits = BitsOf(points, slice.length);
  if (bits < 0x100) {
    Narrow(points, slice.length, memory().bytes);
    napi_create_string_latin1(env, reinterpret_cast<const char*>(memory().bytes), slice.length,
                              &text);
    return text;
  }
  size_t length = slice.length;
  if (bits < 0x10000) {
    Narrow(points, length, memory().units);
  } else {
    length = SplitPairs(points, length, memory().units);
  }
  napi_create_string_utf16(env, memory().units, length, &text);
  return text;
}

}  // namespace pyloom
