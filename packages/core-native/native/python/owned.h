// Ownership of references. Both only while the interpreter's GIL (or, without one, an attached
// thread state) is held.
#ifndef PYLOOM_PYTHON_OWNED_H_
#define PYLOOM_PYTHON_OWNED_H_

#include <utility>

#include "python/api.h"

namespace pyloom {

// A strong reference, released at the end of the scope.
class PyOwned {
 public:
  PyOwned() = default;
  // Takes over a new reference; null when the call that made it failed.
  explicit PyOwned(PyObject* object) : object_(object) {}
  PyOwned(PyOwned&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  PyOwned& operator=(PyOwned&& other) noexcept {
    if (this != &other) Reset(std::exchange(other.object_, nullptr));
    return *this;
  }
  PyOwned(const PyOwned&) = delete;
  PyOwned& operator=(const PyOwned&) = delete;
  ~PyOwned() { Reset(nullptr); }

  static PyOwned FromBorrowed(PyObject* object) {
    if (object != nullptr) py.Py_IncRef(object);
    return PyOwned(object);
  }

  PyObject* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  PyObject* Release() { return std::exchange(object_, nullptr); }
  void Reset(PyObject* object) {
    PyObject* old = std::exchange(object_, object);
    if (old != nullptr) py.Py_DecRef(old);
  }

 private:
  PyObject* object_ = nullptr;
};

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_OWNED_H_
