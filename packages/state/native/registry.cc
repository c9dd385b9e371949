#include "registry.h"

namespace pyloom {

Registry& Registry::Get() {
  // Never destroyed: threads of Python may still use a store while the process ends.
  static auto* registry = new Registry;
  return *registry;
}

std::shared_ptr<Store> Registry::Open(const std::u16string& name, Limits limits) {
  std::lock_guard lock(mutex_);
  std::shared_ptr<Store>& store = by_name_[name];
  if (store == nullptr) store = std::make_shared<Store>(limits);
  return store;
}

}  // namespace pyloom
