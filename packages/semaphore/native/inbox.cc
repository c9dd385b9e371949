#include "inbox.h"

namespace pyloom {

void Inbox::Deliver(Waiter& waiter, const Inbox* caller) {
  {
    std::lock_guard lock(mutex_);
    grants_.PushBack(waiter);
  }
  // A full queue is a wake-up that is still to come and will find this grant too.
  if (caller != this) napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
}

Waiter* Inbox::Take() {
  std::lock_guard lock(mutex_);
  return grants_.PopFront();
}

void Inbox::Remove(Waiter& waiter) {
  std::lock_guard lock(mutex_);
  grants_.Remove(waiter);
}

bool Inbox::empty() {
  std::lock_guard lock(mutex_);
  return grants_.empty();
}

void Inbox::Close() { napi_release_threadsafe_function(wake_, napi_tsfn_abort); }

}  // namespace pyloom
