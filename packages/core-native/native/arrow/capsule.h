// The structures of the Arrow C data interface as Python passes them about: in capsules, each of
// which releases what is still in it. With the GIL.
#ifndef PYLOOM_ARROW_CAPSULE_H_
#define PYLOOM_ARROW_CAPSULE_H_

#include <memory>

#include "arrow/abi.h"
#include "python/owned.h"

namespace pyloom {

template <typename T>
constexpr const char* kArrowCapsule = nullptr;
template <>
inline constexpr const char* kArrowCapsule<ArrowSchema> = "arrow_schema";
template <>
inline constexpr const char* kArrowCapsule<ArrowArray> = "arrow_array";
template <>
inline constexpr const char* kArrowCapsule<ArrowArrayStream> = "arrow_array_stream";

// Released where it is given up, unless it has been moved away.
template <typename T>
struct ArrowOwned : T {
  ArrowOwned() : T{} {}
  ArrowOwned(const ArrowOwned&) = delete;
  ~ArrowOwned() {
    if (this->release != nullptr) this->release(this);
  }
};

// Null with a Python error set, unless the capsule has one.
template <typename T>
T* FromArrowCapsule(PyObject* capsule) {
  return static_cast<T*>(py.PyCapsule_GetPointer(capsule, kArrowCapsule<T>));
}

template <typename T>
PyOwned MakeArrowCapsule(std::unique_ptr<ArrowOwned<T>> content) {
  const auto destroy = [](PyObject* capsule) {
    // A producer written in Python must not see the error that this may be a consequence of.
    PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
    py.PyErr_Fetch(&type, &value, &traceback);
    delete static_cast<ArrowOwned<T>*>(FromArrowCapsule<T>(capsule));
    py.PyErr_Restore(type, value, traceback);
  };
  T* const plain = content.get();
  PyOwned capsule(py.PyCapsule_New(plain, kArrowCapsule<T>, destroy));
  if (capsule) content.release();
  return capsule;
}

}  // namespace pyloom

#endif  // PYLOOM_ARROW_CAPSULE_H_
