#include "registry.h"

namespace pyloom {

Registry& Registry::Get() {
  static Registry registry;
  return registry;
}

std::shared_ptr<Semaphore> Registry::Open(const std::u16string& name, int64_t max,
                                          double max_waiting) {
  std::lock_guard lock(mutex_);
  std::weak_ptr<Semaphore>& entry = by_name_[name];
  std::shared_ptr<Semaphore> semaphore = entry.lock();
  if (semaphore == nullptr) {
    semaphore = std::make_shared<Semaphore>(name, max, max_waiting);
    entry = semaphore;
  }
  return semaphore;
}

void Registry::Release(std::shared_ptr<Semaphore> semaphore) {
  // Under the lock, or Open could revive the semaphore between the count and the erase.
  std::lock_guard lock(mutex_);
  const auto entry = by_name_.find(semaphore->name());
  semaphore.reset();
  if (entry != by_name_.end() && entry->second.expired()) by_name_.erase(entry);
}

}  // namespace pyloom
