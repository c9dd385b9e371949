#include "arrow/buffer_length.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace pyloom {

namespace {

constexpr int64_t kUnknown = -1;
// So that no length overflows.
constexpr int64_t kMostRows = int64_t{1} << 56;

int64_t BytesOfBits(int64_t bits) { return (bits + 7) / 8; }

// The number after the last of these characters: of 'w:16', of 'd:38,2,256'.
int64_t NumberAfter(std::string_view format, char separator) {
  int64_t number = kUnknown;
  const size_t at = format.rfind(separator) + 1;
  std::from_chars(format.data() + at, format.data() + format.size(), number);
  return number;
}

int64_t DecimalWidth(std::string_view format) {
  // d:precision,scale has 128 bits; d:precision,scale,bits says it.
  return format.find(',') == format.rfind(',') ? 16 : NumberAfter(format, ',') / 8;
}

int64_t TimeWidth(std::string_view format) {
  if (format == "tdD" || format == "tts" || format == "ttm" || format == "tiM") return 4;
  return format == "tin" ? 16 : 8;
}

// Of one value in the buffer of values; kUnknown for types that are laid out otherwise.
int64_t Width(std::string_view format) {
  switch (format[0]) {
    case 'c':
    case 'C':
      return 1;
    case 's':
    case 'S':
    case 'e':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    case 'l':
    case 'L':
    case 'g':
      return 8;
    case 'd':
      return DecimalWidth(format);
    case 'w':
      return NumberAfter(format, ':');
    case 't':
      return TimeWidth(format);
    default:
      return kUnknown;
  }
}

template <typename Offset>
int64_t LastOffset(const ArrowArray& array, int64_t rows) {
  if (array.buffers[1] == nullptr) return 0;
  Offset last = 0;
  std::memcpy(&last, static_cast<const Offset*>(array.buffers[1]) + rows, sizeof(Offset));
  return last;
}

// Texts and bytes in one piece, with offsets: 'u', 'z', and 'U', 'Z' with long ones.
int64_t OfPieces(bool is_long, const ArrowArray& array, int64_t index, int64_t rows) {
  if (index == 1) return (rows + 1) * (is_long ? 8 : 4);
  return is_long ? LastOffset<int64_t>(array, rows) : LastOffset<int32_t>(array, rows);
}

// 'vu', 'vz': views, the pieces, and the lengths of these.
int64_t OfViews(const ArrowArray& array, int64_t index, int64_t rows) {
  if (index == 1) return rows * 16;
  const int64_t pieces = array.n_buffers - 3;
  if (index == array.n_buffers - 1) return pieces * 8;
  if (array.buffers[array.n_buffers - 1] == nullptr) return kUnknown;
  int64_t length = 0;
  std::memcpy(&length, static_cast<const int64_t*>(array.buffers[array.n_buffers - 1]) + index - 2,
              sizeof(length));
  return length;
}

int64_t OfNested(std::string_view format, int64_t index, int64_t rows) {
  if (format == "+l" || format == "+m") return (rows + 1) * 4;
  if (format == "+L") return (rows + 1) * 8;
  if (format == "+vl") return rows * 4;
  if (format == "+vL") return rows * 8;
  return kUnknown;
}

template <typename T>
bool HasNull(T* const* pointers, int64_t count) {
  if (count > 0 && pointers == nullptr) return true;
  for (int64_t i = 0; i < count; ++i) {
    if (pointers[i] == nullptr) return true;
  }
  return false;
}

}  // namespace

const char* ArrowMismatch(const ArrowSchema& schema, const ArrowArray& array) {
  const std::string_view format = schema.format;
  if (array.length < 0 || array.offset < 0 || array.length > kMostRows ||
      array.offset > kMostRows - array.length) {
    return "its length or its offset cannot be";
  }
  if (array.n_children != schema.n_children || HasNull(array.children, array.n_children)) {
    return "it has not the parts that its type has";
  }
  if ((array.dictionary == nullptr) != (schema.dictionary == nullptr)) {
    return "it has no dictionary, or one that its type has not";
  }
  if (array.n_buffers < ArrowBufferCount(format, array) ||
      (array.n_buffers > 0 && array.buffers == nullptr)) {
    return "it has fewer buffers than its type";
  }
  return nullptr;
}

int64_t ArrowBufferCount(std::string_view format, const ArrowArray& array) {
  if (format[0] == 'v') return std::max<int64_t>(array.n_buffers, 3);
  if (format == "n" || format == "+r") return 0;
  if (format == "+s" || format.starts_with("+us") || format.starts_with("+w:")) return 1;
  if (format.starts_with("+v") || std::strchr("uUzZ", format[0]) != nullptr) return 3;
  return 2;
}

int64_t ArrowRowsOfParts(std::string_view format, const ArrowArray& array) {
  const int64_t rows = array.length + array.offset;
  if (array.length == 0) return 0;
  if (format == "+s" || format.starts_with("+us")) return rows;
  if (format == "+l" || format == "+m") return LastOffset<int32_t>(array, rows);
  if (format == "+L") return LastOffset<int64_t>(array, rows);
  if (!format.starts_with("+w:")) return 0;
  const int64_t width = NumberAfter(format, ':');
  const bool overflows = width > 0 && rows > std::numeric_limits<int64_t>::max() / width;
  return overflows ? std::numeric_limits<int64_t>::max() : rows * width;
}

int64_t ArrowLengthsBuffer(std::string_view format, const ArrowArray& array) {
  return format[0] == 'v' ? array.n_buffers - 1 : -1;
}

int64_t ArrowBufferLength(std::string_view format, const ArrowArray& array, int64_t index) {
  if (format.empty()) return kUnknown;
  const int64_t rows = array.length + array.offset;
  // Unions alone have no bits of validity.
  if (format.starts_with("+u")) return index == 0 ? rows : rows * 4;
  if (index == 0) return BytesOfBits(rows);
  switch (format[0]) {
    case 'b':
      return BytesOfBits(rows);
    case 'u':
    case 'z':
    case 'U':
    case 'Z':
      return OfPieces(format[0] == 'U' || format[0] == 'Z', array, index, rows);
    case 'v':
      return OfViews(array, index, rows);
    case '+':
      return OfNested(format, index, rows);
    default: {
      const int64_t width = Width(format);
      if (width < 0) return kUnknown;
      const bool overflows = width > 0 && rows > std::numeric_limits<int64_t>::max() / width;
      return overflows ? kUnknown : rows * width;
    }
  }
}

}  // namespace pyloom
