// Sleeping until a number in shared memory changes, whichever process changes it.
//
// Threads: Wait by one at a time, of one process; Wake by any of any.
#ifndef PYLOOM_PLATFORM_SHARED_WAIT_H_
#define PYLOOM_PLATFORM_SHARED_WAIT_H_

#include <atomic>
#include <cstdint>
#include <string>

namespace pyloom {

class SharedWait {
 public:
  SharedWait() = default;
  ~SharedWait();
  SharedWait(const SharedWait&) = delete;
  SharedWait& operator=(const SharedWait&) = delete;

  // In one process. False with `error`.
  bool Create(std::string* error);
  // In another, by the descriptor that it was handed.
  void Adopt(int descriptor) { event_ = descriptor; }
  // What the other needs besides the memory; -1: nothing. On Windows an event, since it has nothing
  // that sleeps on memory beyond one process.
  int descriptor() const { return event_; }

  // Returns when it is woken, when the number is no longer `seen`, or early for no reason.
  void Wait(std::atomic<uint32_t>* number, uint32_t seen);
  // Wakes whoever sleeps; the number has been changed before.
  void Wake(std::atomic<uint32_t>* number);

 private:
  int event_ = -1;
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_SHARED_WAIT_H_
