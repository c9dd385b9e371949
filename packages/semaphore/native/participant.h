#ifndef PYLOOM_SEMAPHORE_PARTICIPANT_H_
#define PYLOOM_SEMAPHORE_PARTICIPANT_H_

#include <node_api.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "inbox.h"
#include "semaphore.h"

namespace pyloom {

// What one JavaScript thread has of semaphores: those it opened, the permits it holds, its waiters.
// (One for each copy of the package there: the ESM and the CJS build may both be loaded.)
//
// Threads: only the JavaScript thread that made it may call it. Other threads meet only its Inbox
// and its Waiters, by the rules written there. Owner: itself; freed by the finalizer of its wake-up
// function, the last thing of it that the environment lets go of. When the environment goes away (a
// cleanup hook, so that terminated workers are covered): its waiters leave all queues, and its
// permits go back, those included that were granted but had not been fetched yet.
class Participant {
 public:
  // `on_wake` is called when grants have come from other threads. Never keeps the event loop alive.
  static napi_status Create(napi_env env, napi_value on_wake, Participant** result);
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  // A handle for a private semaphore (empty name), or for the one of that name, whose limits are
  // then its own.
  uint32_t Open(const std::u16string& name, int64_t max, double max_waiting);
  // Once for each Open. A named semaphore with permits out stays until they are back or the thread
  // ends.
  void Close(uint32_t handle);
  Semaphore& Get(uint32_t handle) { return *shares_[handle].semaphore; }

  bool TryTake(uint32_t handle) {
    Share& share = shares_[handle];
    if (!share.semaphore->TryTake()) return false;
    ++share.held;
    return true;
  }

  static constexpr int64_t kNoGrant = -1;
  static constexpr int64_t kNotHeld = -2;

  // The result is that of FetchGrant, so that handing a permit to a waiter of the same thread takes
  // one call; or kNotHeld. One fetch is enough: one permit serves one waiter, and grants of other
  // threads bring a wake-up.
  int64_t Give(uint32_t handle) {
    Share& share = shares_[handle];
    if (share.held == 0) return kNotHeld;
    --share.held;
    return share.semaphore->Give(1, &inbox_) ? FetchGrant() : kNoGrant;
  }

  struct Entry {
    Semaphore::Admission admission;
    uint32_t slot;    // if queued
    Figures refusal;  // if refused
  };
  Entry Enqueue(uint32_t handle, bool may_wait);
  // Ends a wait. False if a permit had been granted already: the thread then holds it.
  bool Withdraw(uint32_t slot, Figures& refusal);
  // True if grants are to be fetched.
  bool SetMax(uint32_t handle, int64_t max);
  // The slot of the next waiter that got its permit, which the thread then holds; -1 if there is
  // none.
  int64_t FetchGrant();

 private:
  struct Share {
    std::shared_ptr<Semaphore> semaphore;
    int64_t held = 0;
    uint32_t references = 0;
  };

  Participant() = default;
  ~Participant() = default;
  static void Shutdown(void* self);
  Waiter& NewWaiter(uint32_t handle);
  void FreeWaiter(uint32_t slot);

  Inbox inbox_;
  std::vector<Share> shares_;
  std::vector<uint32_t> free_handles_;
  std::unordered_map<const Semaphore*, uint32_t> handles_;
  std::deque<Waiter> waiters_;  // a deque: they must not move
  std::vector<uint32_t> free_slots_;
};

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_PARTICIPANT_H_
