// Keys of documents come again and again: a decoded str is kept by its bytes, with its hash already
// computed, which makes the dict insertion cheaper as well. Direct-mapped; a collision replaces. Of
// one lane, with its GIL.
#ifndef PYLOOM_CONVERT_STRING_CACHE_H_
#define PYLOOM_CONVERT_STRING_CACHE_H_

#include <cstring>
#include <memory>
#include <string_view>

#include "python/owned.h"

namespace pyloom {

class StringCache {
 public:
  static constexpr size_t kLongest = 31;

  // A new reference; null with a Python error set.
  PyObject* Get(std::string_view text) {
    if (disabled_ || text.size() > kLongest) return Make(text);
    if (!slots_) slots_ = std::make_unique<Slot[]>(kSlots);
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    Slot& slot = slots_[(hash ^ hash >> 32) % kSlots];
    if (!slot.string || slot.length != text.size() ||
        std::memcmp(slot.bytes, text.data(), text.size()) != 0) {
      PyObject* made = Make(text);
      if (made == nullptr) return nullptr;
      slot.string.Reset(made);
      slot.length = static_cast<uint8_t>(text.size());
      std::memcpy(slot.bytes, text.data(), text.size());
    }
    py.Py_IncRef(slot.string.get());
    return slot.string.get();
  }

  // For threads at whose end no GIL is held.
  void Disable() { disabled_ = true; }

 private:
  static constexpr size_t kSlots = 1024;
  struct Slot {
    PyOwned string;
    uint8_t length = 0;
    char bytes[kLongest];
  };

  static PyObject* Make(std::string_view text) {
    return py.PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
  }

  std::unique_ptr<Slot[]> slots_;
  bool disabled_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_STRING_CACHE_H_
