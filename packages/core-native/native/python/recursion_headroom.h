// Room on Python's stack for describing the RecursionError of a stack that is full.
#ifndef PYLOOM_PYTHON_RECURSION_HEADROOM_H_
#define PYLOOM_PYTHON_RECURSION_HEADROOM_H_

#include <atomic>
#include <cstdint>

#include "python/api.h"

namespace pyloom {

// The recursion limit is an interpreter's, so that the first of its threads to need room raises it
// and the last lowers it again. Without a mutex, since CPython is called in between: where threads
// run at once, two that come and go in the same moment may find no room, which costs a description.
class RecursionHeadroom {
 public:
  // Of one interpreter: how many use it, and the limit without it.
  using State = std::atomic<uint64_t>;

  // Attached to the interpreter whose state that is.
  explicit RecursionHeadroom(State& state) : state_(state) {
    uint64_t now = state_.load();
    uint64_t next;
    do {
      next = Users(now) > 0 ? Pack(Users(now) + 1, Limit(now)) : Pack(1, LimitWithout(now));
    } while (!state_.compare_exchange_weak(now, next));
    py.Py_SetRecursionLimit(Limit(next) + kFrames);
  }
  ~RecursionHeadroom() {
    uint64_t now = state_.load();
    while (!state_.compare_exchange_weak(now, Pack(Users(now) - 1, Limit(now)))) {
    }
    if (Users(now) == 1) py.Py_SetRecursionLimit(Limit(now));
  }
  RecursionHeadroom(const RecursionHeadroom&) = delete;
  RecursionHeadroom& operator=(const RecursionHeadroom&) = delete;

 private:
  static constexpr int kFrames = 500;

  static uint32_t Users(uint64_t state) { return static_cast<uint32_t>(state >> 32); }
  static int Limit(uint64_t state) { return static_cast<int>(static_cast<uint32_t>(state)); }
  static uint64_t Pack(uint32_t users, int limit) {
    return uint64_t{users} << 32 | static_cast<uint32_t>(limit);
  }
  // The last user may be about to lower the limit still.
  static int LimitWithout(uint64_t state) {
    const int limit = py.Py_GetRecursionLimit();
    return limit == Limit(state) + kFrames ? Limit(state) : limit;
  }

  State& state_;
};

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_RECURSION_HEADROOM_H_
