// How long the buffers of an array are, which the C data interface leaves to its type.
#ifndef PYLOOM_ARROW_BUFFER_LENGTH_H_
#define PYLOOM_ARROW_BUFFER_LENGTH_H_

#include <cstdint>
#include <string_view>

#include "arrow/abi.h"

namespace pyloom {

// In bytes, of the buffer with this index; negative for a type that is not known, and for a length
// that cannot be. That of some buffers is in others, which must be there, or be null.
int64_t ArrowBufferLength(std::string_view format, const ArrowArray& array, int64_t index);

// How many of its buffers an array of the type has: all of them if it is of views.
int64_t ArrowBufferCount(std::string_view format, const ArrowArray& array);

// The buffer that says how long others are, which lie before it; negative if none does.
int64_t ArrowLengthsBuffer(std::string_view format, const ArrowArray& array);

// How many rows each of the parts of such an array has at least, going by what it says itself.
int64_t ArrowRowsOfParts(std::string_view format, const ArrowArray& array);

// Why the array does not fit its type, apart from its buffers' lengths; null if it does.
const char* ArrowMismatch(const ArrowSchema& schema, const ArrowArray& array);

}  // namespace pyloom

#endif  // PYLOOM_ARROW_BUFFER_LENGTH_H_
