#ifndef PYLOOM_CONVERT_TO_PYTHON_NESTING_H_
#define PYLOOM_CONVERT_TO_PYTHON_NESTING_H_

#include <string>

#include "convert/to_python.h"
#include "pyloom/wire_format.h"

namespace pyloom {

// A container, for the time in which its items are read.
class ToPython::Nesting {
 public:
  explicit Nesting(ToPython* converter) : depth_(converter->depth_) {
    if (depth_ == wire::kMaxDepth) {
      converter->failure_.Fail("it is nested more than " + std::to_string(wire::kMaxDepth) +
                               " deep; send a flat list with ids");
      return;
    }
    ++depth_;
    entered_ = true;
  }
  ~Nesting() {
    if (entered_) --depth_;
  }
  Nesting(const Nesting&) = delete;
  explicit operator bool() const { return entered_; }

 private:
  int& depth_;
  bool entered_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_TO_PYTHON_NESTING_H_
