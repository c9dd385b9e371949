// A buffer of Python's for a scope, with the GIL.
#ifndef PYLOOM_CONVERT_BUFFER_SCOPE_H_
#define PYLOOM_CONVERT_BUFFER_SCOPE_H_

#include "python/api.h"

namespace pyloom {

class BufferScope {
 public:
  BufferScope() = default;
  BufferScope(const BufferScope&) = delete;
  ~BufferScope() {
    if (held_) py.PyBuffer_Release(&view);
  }

  // False with a Python error set.
  bool Get(PyObject* object, int flags) {
    held_ = py.PyObject_GetBuffer(object, &view, flags) == 0;
    return held_;
  }

  uint8_t* data() const { return static_cast<uint8_t*>(view.buf); }
  size_t length() const { return static_cast<size_t>(view.len); }

  Py_buffer view{};

 private:
  bool held_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_BUFFER_SCOPE_H_
