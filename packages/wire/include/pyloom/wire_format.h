// The numbers of docs/wire.md, the same as in src/wire-format.ts.
#ifndef PYLOOM_WIRE_FORMAT_H_
#define PYLOOM_WIRE_FORMAT_H_

#include <cstdint>

namespace pyloom::wire {

enum class Extension : std::int8_t {
  kTimestamp = -1,
  kInteger = 1,
  kSurrogates = 2,
  kMapping = 3,
  kSet = 4,
  kView = 5,
  kPinnedView = 6,
  kPinnedBytes = 7,
  kNumbers = 8,
  kTuple = 9,
  kReference = 10,
  kFunction = 11,
  kConvertedReference = 12,
  kAttribute = 13,
  kNamed = 14,
  kNaive = 15,
  kArray = 16,
};

// How deep containers may nest, counted from each argument or result.
inline constexpr int kMaxDepth = 512;

// Kinds of Extension::kNumbers.
inline constexpr std::uint8_t kNumbersAsInJavaScript = 'n';
inline constexpr std::uint8_t kNumbersAllFloats = 'd';

// What CPython bounds a buffer's dimensions to (PyBUF_MAX_NDIM).
inline constexpr int kMaxDimensions = 64;

}  // namespace pyloom::wire

namespace pyloom {

// The largest integer that a JavaScript number holds exactly, as all below it.
inline constexpr std::int64_t kLargestSafeInteger = 9007199254740991;

}  // namespace pyloom

#endif  // PYLOOM_WIRE_FORMAT_H_
