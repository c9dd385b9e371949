#include "participant.h"

#include <algorithm>
#include <utility>

#include "registry.h"

namespace pyloom {

napi_status Participant::Create(napi_env env, napi_value on_wake, Participant** result) {
  napi_value name;
  napi_status status = napi_create_string_utf8(env, "pyloom.semaphore", NAPI_AUTO_LENGTH, &name);
  if (status != napi_ok) return status;
  auto* const self = new Participant;
  const auto free_self = [](napi_env, void* data, void*) {
    delete static_cast<Participant*>(data);
  };
  napi_threadsafe_function wake;
  // A queue of one is enough (see Inbox::Open) and bounded on purpose.
  status = napi_create_threadsafe_function(env, on_wake, nullptr, name, 1, 1, self, free_self,
                                           nullptr, nullptr, &wake);
  if (status != napi_ok) {
    delete self;
    return status;
  }
  self->inbox_.Open(wake);
  *result = self;
  // Waiting for a permit is no reason for the process to stay.
  napi_unref_threadsafe_function(env, wake);
  // After the function was made: hooks run in reverse order, and Shutdown needs it alive.
  return napi_add_env_cleanup_hook(env, Shutdown, self);
}

void Participant::Shutdown(void* data) {
  auto* const self = static_cast<Participant*>(data);
  for (Share& share : self->shares_) {
    if (share.semaphore != nullptr) share.semaphore->RemoveAll(self->inbox_);
  }
  while (self->FetchGrant() != kNoGrant) continue;  // now all that was granted counts as held
  for (Share& share : self->shares_) {
    if (share.semaphore == nullptr) continue;
    if (share.held > 0) share.semaphore->Give(share.held, nullptr);
    Registry::Get().Release(std::move(share.semaphore));
  }
  self->shares_.clear();
  self->inbox_.Close();
}

uint32_t Participant::Open(const std::u16string& name, int64_t max, double max_waiting) {
  std::shared_ptr<Semaphore> semaphore = name.empty()
                                             ? std::make_shared<Semaphore>(name, max, max_waiting)
                                             : Registry::Get().Open(name, max, max_waiting);
  if (const auto known = handles_.find(semaphore.get()); known != handles_.end()) {
    ++shares_[known->second].references;
    return known->second;
  }
  uint32_t handle;
  if (free_handles_.empty()) {
    handle = static_cast<uint32_t>(shares_.size());
    shares_.emplace_back();
  } else {
    handle = free_handles_.back();
    free_handles_.pop_back();
  }
  handles_.emplace(semaphore.get(), handle);
  shares_[handle] = {std::move(semaphore), 0, 1};
  return handle;
}

void Participant::Close(uint32_t handle) {
  Share& share = shares_[handle];
  if (--share.references > 0) return;
  // A permit of a named one can still be given back by whoever opens the name again in this thread.
  if (share.held > 0 && !share.semaphore->name().empty()) return;
  handles_.erase(share.semaphore.get());
  Registry::Get().Release(std::move(share.semaphore));
  share = {};
  free_handles_.push_back(handle);
}

Participant::Entry Participant::Enqueue(uint32_t handle, bool may_wait) {
  Share& share = shares_[handle];
  Waiter& waiter = NewWaiter(handle);
  Entry entry{Semaphore::Admission::kQueued, waiter.slot, {}};
  entry.admission = share.semaphore->Enqueue(waiter, may_wait, entry.refusal);
  if (entry.admission == Semaphore::Admission::kTaken) ++share.held;
  if (entry.admission != Semaphore::Admission::kQueued) FreeWaiter(entry.slot);
  return entry;
}

bool Participant::Withdraw(uint32_t slot, Figures& refusal) {
  Waiter& waiter = waiters_[slot];
  Share& share = shares_[waiter.handle];
  const bool was_waiting = share.semaphore->Withdraw(waiter, refusal);
  if (!was_waiting) {
    inbox_.Remove(waiter);
    ++share.held;
  }
  FreeWaiter(slot);
  return was_waiting;
}

bool Participant::SetMax(uint32_t handle, int64_t max) {
  return shares_[handle].semaphore->SetMax(max, &inbox_) && !inbox_.empty();
}

int64_t Participant::FetchGrant() {
  Waiter* const waiter = inbox_.Take();
  if (waiter == nullptr) return kNoGrant;
  ++shares_[waiter->handle].held;
  const uint32_t slot = waiter->slot;
  FreeWaiter(slot);
  return slot;
}

Waiter& Participant::NewWaiter(uint32_t handle) {
  if (free_slots_.empty()) {
    Waiter& waiter = waiters_.emplace_back();
    waiter.inbox = &inbox_;
    waiter.slot = static_cast<uint32_t>(waiters_.size() - 1);
    waiter.handle = handle;
    return waiter;
  }
  Waiter& waiter = waiters_[free_slots_.back()];
  free_slots_.pop_back();
  waiter.handle = handle;
  return waiter;
}

void Participant::FreeWaiter(uint32_t slot) {
  free_slots_.push_back(slot);
  // What a crowd of waiters needed once is not kept for ever.
  constexpr size_t kKeptWaiters = 1024;
  if (waiters_.size() > kKeptWaiters && free_slots_.size() == waiters_.size()) {
    waiters_ = {};
    free_slots_ = {};
  }
}

}  // namespace pyloom
