#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pyloom {

/**
 * Keys are kept as UTF-8 in which a lone surrogate has three bytes of its own ("WTF-8"):
 * JavaScript's strings are any UTF-16, Python's any code points, and both must come back as they
 * were.
 */

/** Well-formed UTF-8, of any code points but surrogates. */
bool IsUtf8(std::string_view bytes);

/** UTF-8 or WTF-8; a pair of surrogates may have been encoded one by one, as Python's surrogatepass
 * does. */
bool IsWtf8(std::string_view bytes);

/** True if well-formed WTF-8 is more than UTF-8. */
bool HasSurrogates(std::string_view bytes);

/** Appends UTF-16 as WTF-8; pairs are joined. */
void AppendUtf16(std::string& output, const char16_t* units, size_t length);

/** Makes one character of each pair of surrogates in well-formed WTF-8, so that equal keys have
 * equal bytes. */
std::string JoinSurrogates(std::string_view bytes);

}  // namespace pyloom
