// Whether the event loop has anything to do but wait: a timer that is due, a descriptor that is
// ready.
//
// Threads: the loop's. For one wait, between two of the loop's turns: a descriptor that was opened
// since the last one is not known yet, so that the wait is not to be long.
#ifndef PYLOOM_BINDING_LOOP_WORK_H_
#define PYLOOM_BINDING_LOOP_WORK_H_

#include <uv.h>

#include <cstdint>

namespace pyloom {

class LoopWork {
 public:
  explicit LoopWork(uv_loop_t* loop);
  bool IsThere() const;

 private:
  int descriptor_;
  uint64_t due_;  // of uv_hrtime()
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_LOOP_WORK_H_
