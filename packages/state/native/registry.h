#ifndef PYLOOM_STATE_REGISTRY_H_
#define PYLOOM_STATE_REGISTRY_H_

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "store.h"

namespace pyloom {

// The stores that have a name: one of each in the process.
//
// Threads: any thread may call anything. Owner: it is static, and keeps every store that it ever
// made. A store that ended with the last object that refers to it would lose its values whenever
// the garbage collector happens to run between two threads' use. When an environment goes away:
// nothing.
class Registry {
 public:
  static Registry& Get();

  // The store of that name; a new one with these limits if there is none.
  std::shared_ptr<Store> Open(const std::u16string& name, Limits limits);

 private:
  std::mutex mutex_;
  std::unordered_map<std::u16string, std::shared_ptr<Store>> by_name_;
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_REGISTRY_H_
