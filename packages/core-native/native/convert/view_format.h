// The element formats that views travel in: one character each, as in Python's struct module, and
// some of our own.
#ifndef PYLOOM_CONVERT_VIEW_FORMAT_H_
#define PYLOOM_CONVERT_VIEW_FORMAT_H_

#include <cstddef>
#include <string_view>

namespace pyloom {

// 0 when there is no such format.
inline size_t ViewItemSize(char format) {
  switch (format) {
    case 'b':
    case 'B':
    case '?':
    case 'c':  // a clamped byte array
    case 'x':  // a DataView: bytes without a meaning
      return 1;
    case 'h':
    case 'H':
    case 'e':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    case 'q':
    case 'Q':
    case 'd':
    case 'F':  // complex: two of `f`, in Python "Zf"
      return 8;
    case 'D':
      return 16;
    default:
      return 0;
  }
}

// What Python's buffers say, in terms of the above; 0 when JavaScript has no array for it. `l` and
// `L` have the machine's size, which the item size tells.
inline char ViewFormatOf(const char* format, size_t item_size) {
  if (format == nullptr) return 'B';
  std::string_view text(format);
  if (text.size() > 1 && (text[0] == '@' || text[0] == '=' || text[0] == '<'))
    text.remove_prefix(1);
  if (text == "Zf" && item_size == 8) return 'F';
  if (text == "Zd" && item_size == 16) return 'D';
  if (text.size() != 1) return 0;
  char character = text[0];
  if (character == 'l') character = item_size == 8 ? 'q' : 'i';
  if (character == 'L') character = item_size == 8 ? 'Q' : 'I';
  if (character == 'n') character = 'q';
  if (character == 'N') character = 'Q';
  // Of our own when they are sent; in Python characters, padding, and complex numbers from 3.14 on.
  if (character == 'c' || character == 'x') return 0;
  return ViewItemSize(character) == item_size ? character : 0;
}

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_VIEW_FORMAT_H_
