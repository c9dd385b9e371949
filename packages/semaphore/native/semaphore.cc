#include "semaphore.h"

#include <utility>

#include "inbox.h"

namespace pyloom {

Semaphore::Semaphore(std::u16string name, int64_t max, double max_waiting)
    : state_(max * kOneFree),
      max_(max),
      initial_max_(max),
      max_waiting_(max_waiting),
      name_(std::move(name)) {}

void Semaphore::GiveToQueue(int64_t count, const Inbox* caller) {
  std::lock_guard lock(mutex_);
  state_.fetch_add(count * kOneFree, std::memory_order_acq_rel);
  Settle(caller);
}

void Semaphore::Settle(const Inbox* caller) {
  while (!queue_.empty() && free_permits() > 0) {
    state_.fetch_sub(kOneFree, std::memory_order_acq_rel);
    Waiter& waiter = *queue_.PopFront();
    waiter.granted = true;
    waiter.inbox->Deliver(waiter, caller);
  }
  if (queue_.empty()) state_.fetch_and(~kQueued, std::memory_order_acq_rel);
}

Semaphore::Admission Semaphore::Enqueue(Waiter& waiter, bool may_wait, Figures& refusal) {
  std::lock_guard lock(mutex_);
  // First the bit, then the look: a permit given back in between would otherwise pass the queue by.
  state_.fetch_or(kQueued, std::memory_order_acq_rel);
  Admission admission = Admission::kQueued;
  if (queue_.empty() && free_permits() > 0) {
    state_.fetch_sub(kOneFree, std::memory_order_acq_rel);
    admission = Admission::kTaken;
  } else if (!may_wait || static_cast<double>(queue_.size()) >= max_waiting_) {
    refusal = LockedFigures();
    admission = Admission::kRefused;
  } else {
    waiter.granted = false;
    queue_.PushBack(waiter);
  }
  Settle(waiter.inbox);
  return admission;
}

bool Semaphore::Withdraw(Waiter& waiter, Figures& refusal) {
  std::lock_guard lock(mutex_);
  if (waiter.granted) return false;
  refusal = LockedFigures();
  queue_.Remove(waiter);
  Settle(waiter.inbox);
  return true;
}

void Semaphore::RemoveAll(const Inbox& inbox) {
  std::lock_guard lock(mutex_);
  for (Waiter* waiter = queue_.first(); waiter != nullptr;) {
    Waiter* const next = waiter->next;
    if (waiter->inbox == &inbox) queue_.Remove(*waiter);
    waiter = next;
  }
  Settle(nullptr);
}

bool Semaphore::SetMax(int64_t max, const Inbox* caller) {
  std::lock_guard lock(mutex_);
  state_.fetch_add((max - max_) * kOneFree, std::memory_order_acq_rel);
  max_ = max;
  const bool had_queue = !queue_.empty();
  Settle(caller);
  return had_queue;
}

Figures Semaphore::GetFigures() {
  std::lock_guard lock(mutex_);
  return LockedFigures();
}

int64_t Semaphore::waiting() {
  std::lock_guard lock(mutex_);
  return static_cast<int64_t>(queue_.size());
}

}  // namespace pyloom
