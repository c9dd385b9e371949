// The places where the core gets over an allocation that fails: while it converts the values of one
// request, which ends with a MemoryError. Anywhere else the little that it needs is as vital as
// what V8 needs, and its lack ends the process just so.
#ifndef PYLOOM_BASE_OUT_OF_MEMORY_H_
#define PYLOOM_BASE_OUT_OF_MEMORY_H_

#include <new>

namespace pyloom {

// In builds for AddressSanitizer tests make allocations of this thread fail, where that is allowed.
#ifdef PYLOOM_FAILING_ALLOCATIONS
class AllocationsMayFail {
 public:
  explicit AllocationsMayFail(bool may) : outer_(may_) { may_ = may; }
  ~AllocationsMayFail() { may_ = outer_; }
  static bool may() { return may_; }

 private:
  const bool outer_;
  static thread_local bool may_;
};
#else
class AllocationsMayFail {
 public:
  explicit AllocationsMayFail(bool) {}
};
#endif

// The outcome of `work`, or of `failed` where one of its allocations fails.
template <typename Work, typename Failed>
auto UnlessOutOfMemory(const Work& work, const Failed& failed) -> decltype(work()) {
  try {
    const AllocationsMayFail may_fail(true);
    return work();
  } catch (const std::bad_alloc&) {
    return failed();
  }
}

}  // namespace pyloom

#endif  // PYLOOM_BASE_OUT_OF_MEMORY_H_
