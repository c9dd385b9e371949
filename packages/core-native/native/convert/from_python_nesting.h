#ifndef PYLOOM_CONVERT_FROM_PYTHON_NESTING_H_
#define PYLOOM_CONVERT_FROM_PYTHON_NESTING_H_

#include "convert/from_python.h"

namespace pyloom {

// A container, for the time in which its items are written.
class FromPython::Nesting {
 public:
  Nesting(FromPython* converter, PyObject* container) : converter_(converter) {
    const int depth = converter->depth_;
    for (int i = 0; i < depth; ++i) {
      if (converter->ancestors_[i] != container) continue;
      converter->failure_.Fail("it contains itself; send ids in place of the cycle");
      return;
    }
    if (depth == wire::kMaxDepth) {
      converter->failure_.Fail("it is nested more than " + std::to_string(wire::kMaxDepth) +
                               " deep; send a flat list with ids");
      return;
    }
    converter->ancestors_[depth] = container;
    converter->depth_ = depth + 1;
    entered_ = true;
  }
  ~Nesting() {
    if (entered_) --converter_->depth_;
  }
  Nesting(const Nesting&) = delete;
  explicit operator bool() const { return entered_; }

 private:
  FromPython* converter_;
  bool entered_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_FROM_PYTHON_NESTING_H_
