#ifndef PYLOOM_SEMAPHORE_REGISTRY_H_
#define PYLOOM_SEMAPHORE_REGISTRY_H_

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "semaphore.h"

namespace pyloom {

// The semaphores that have a name: one of each in the process.
//
// Threads: any thread may call anything. Owner: it is static. It owns no semaphore: a name lasts as
// long as some thread has its semaphore open. When an environment goes away: nothing to do here;
// its Participant closes what it has open.
class Registry {
 public:
  static Registry& Get();

  // The semaphore of that name; a new one with these limits if there is none.
  std::shared_ptr<Semaphore> Open(const std::u16string& name, int64_t max, double max_waiting);
  // Drops a reference, and the name with it if that was the last.
  void Release(std::shared_ptr<Semaphore> semaphore);

 private:
  std::mutex mutex_;
  std::unordered_map<std::u16string, std::weak_ptr<Semaphore>> by_name_;
};

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_REGISTRY_H_
