// Texts of calls that need no encoding, between the languages: JavaScript's UTF-16 in, Python's
// code points out, lone surrogates included. Encoding them in UTF-8 would take several times as
// long, most of all where they are not Latin: 13 µs for 1 KB of Chinese, against 1 µs.
//
// Threads: one JavaScript thread. What was read is good until the next Begin().
#ifndef PYLOOM_BINDING_DIRECT_TEXT_H_
#define PYLOOM_BINDING_DIRECT_TEXT_H_

#include <node_api.h>

#include <memory>

#include "python/owned.h"

namespace pyloom {

class DirectText {
 public:
  // A text that was read, as units of UTF-16 or as code points.
  struct Slice {
    size_t offset = 0;
    size_t length = 0;
  };

  // Before the arguments of a call, and before its result.
  void Begin() { used_ = 0; }

  // False: too long for this way.
  bool Read(napi_env env, napi_value text, Slice* slice);
  // With the GIL. A new reference; null with a Python error set.
  PyObject* ToPython(const Slice& slice);

  // With the GIL. False: too long for this way.
  bool Read(PyObject* text, Slice* slice);
  napi_value ToJavaScript(napi_env env, const Slice& slice);

 private:
  // Of all texts of a call together. Longer ones gain nothing: copying is what they cost.
  static constexpr size_t kCapacity = 4096;
  struct Memory {
    char16_t units[kCapacity];
    uint32_t points[kCapacity];
    uint8_t bytes[kCapacity];
  };

  Memory& memory() {
    if (!memory_) memory_.reset(new Memory);
    return *memory_;
  }

  std::unique_ptr<Memory> memory_;
  size_t used_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_DIRECT_TEXT_H_
