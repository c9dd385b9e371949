#ifndef PYLOOM_SEMAPHORE_INBOX_H_
#define PYLOOM_SEMAPHORE_INBOX_H_

#include <node_api.h>

#include <mutex>

#include "waiter.h"

namespace pyloom {

// The grants on their way to one JavaScript thread.
//
// Threads: Deliver may be called by any thread that holds the mutex of the semaphore in whose queue
// the waiter stood; everything else belongs to the owning JavaScript thread. Locks are taken in the
// order semaphore, inbox. Owner: its Participant. When the environment goes away: the Participant
// first takes its waiters out of all queues, which needs the semaphores' mutexes, so that no
// Deliver can be running or come later; then it calls Close.
class Inbox {
 public:
  Inbox() = default;
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  // `wake` is called with nullptr; the queue of it may be bounded to one, since one wake-up fetches
  // all.
  void Open(napi_threadsafe_function wake) { wake_ = wake; }
  void Close();

  // Wakes the JavaScript thread, unless that is the caller, who will look into its inbox by itself.
  void Deliver(Waiter& waiter, const Inbox* caller);

  // The oldest grant, or nullptr.
  Waiter* Take();
  // Takes out one certain grant.
  void Remove(Waiter& waiter);
  bool empty();

 private:
  std::mutex mutex_;
  WaiterList grants_;
  napi_threadsafe_function wake_ = nullptr;
};

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_INBOX_H_
