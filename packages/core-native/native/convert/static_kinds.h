// What becomes of values of the types that CPython calls static, NumPy's array and its scalars
// among them: these types are there as long as the process, and the same in every interpreter, so
// that Python is asked about each of them once.
//
// Threads: any, without a lock. What finds no place is asked about each time.
#ifndef PYLOOM_CONVERT_STATIC_KINDS_H_
#define PYLOOM_CONVERT_STATIC_KINDS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "python/api.h"

namespace pyloom {

class StaticKinds {
 public:
  static bool IsStatic(PyObject* type) { return (py.PyType_GetFlags(type) & kTypeHeap) == 0; }

  static std::optional<uint8_t> Find(PyObject* type) {
    for (size_t i = 0; i < kProbes; ++i) {
      const Place& place = PlaceOf(type, i);
      PyObject* const there = place.type.load(std::memory_order_acquire);
      if (there == nullptr) return std::nullopt;
      if (there != type) continue;
      const unsigned kind_and_one = place.kind_and_one.load(std::memory_order_acquire);
      if (kind_and_one == 0) return std::nullopt;
      return static_cast<uint8_t>(kind_and_one - 1);
    }
    return std::nullopt;
  }

  static void Keep(PyObject* type, uint8_t kind) {
    for (size_t i = 0; i < kProbes; ++i) {
      Place& place = PlaceOf(type, i);
      PyObject* there = nullptr;
      if (!place.type.compare_exchange_strong(there, type) && there != type) continue;
      place.kind_and_one.store(kind + 1u, std::memory_order_release);
      return;
    }
  }

 private:
  struct Place {
    std::atomic<PyObject*> type;
    std::atomic<unsigned> kind_and_one;  // 0: not told yet
  };
  static constexpr size_t kPlaces = 64, kProbes = 8;

  static Place& PlaceOf(PyObject* type, size_t probe) {
    constexpr uintptr_t kUsualAlignment = 32;
    return places_[(reinterpret_cast<uintptr_t>(type) / kUsualAlignment + probe) % kPlaces];
  }

  static inline Place places_[kPlaces];
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_STATIC_KINDS_H_
