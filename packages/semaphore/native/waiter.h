#ifndef PYLOOM_SEMAPHORE_WAITER_H_
#define PYLOOM_SEMAPHORE_WAITER_H_

#include <cstddef>
#include <cstdint>

namespace pyloom {

class Inbox;

// One pending acquire(). It is a node of exactly one list at a time: the semaphore's queue while it
// waits, its inbox's list of grants from then on.
//
// Threads: made, reused and destroyed only on the JavaScript thread of its Participant, which owns
// it. Other threads reach it through the semaphore's queue alone: `previous`, `next` and `granted`
// are guarded by the semaphore's mutex while it is queued, the links by the inbox's mutex once it
// is granted. The other fields do not change while it is in a list. When the environment goes away:
// Participant::Shutdown takes it out of whichever list it is in.
struct Waiter {
  Inbox* inbox = nullptr;
  uint32_t handle = 0;  // of the semaphore, in its Participant
  uint32_t slot = 0;    // its own place there; how JavaScript names it
  bool granted = false;
  Waiter* previous = nullptr;
  Waiter* next = nullptr;
};

// First in, first out, with removal from anywhere in constant time. Owns nothing; its user locks.
class WaiterList {
 public:
  bool empty() const { return first_ == nullptr; }
  size_t size() const { return size_; }
  Waiter* first() const { return first_; }

  void PushBack(Waiter& waiter) {
    waiter.previous = last_;
    waiter.next = nullptr;
    (last_ != nullptr ? last_->next : first_) = &waiter;
    last_ = &waiter;
    ++size_;
  }

  void Remove(Waiter& waiter) {
    (waiter.previous != nullptr ? waiter.previous->next : first_) = waiter.next;
    (waiter.next != nullptr ? waiter.next->previous : last_) = waiter.previous;
    waiter.previous = waiter.next = nullptr;
    --size_;
  }

  Waiter* PopFront() {
    Waiter* const waiter = first_;
    if (waiter != nullptr) Remove(*waiter);
    return waiter;
  }

 private:
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
  size_t size_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_WAITER_H_
