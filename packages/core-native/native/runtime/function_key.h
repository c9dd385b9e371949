// The name of a Python function, interned: calls carry a pointer instead of two texts.
#ifndef PYLOOM_RUNTIME_FUNCTION_KEY_H_
#define PYLOOM_RUNTIME_FUNCTION_KEY_H_

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

namespace pyloom {

struct FunctionKey {
  uint32_t id;
  std::string module;
  std::string name;  // may be dotted: 'Path.cwd'
};

// Keys live as long as the process. Any thread.
class FunctionKeyTable {
 public:
  FunctionKey* Intern(const std::string& module, const std::string& name) {
    std::lock_guard lock(mutex_);
    std::string both = module;
    both.push_back('\0');
    both += name;
    auto [place, added] = by_name_.try_emplace(std::move(both), nullptr);
    if (added) {
      keys_.push_back({static_cast<uint32_t>(keys_.size()), module, name});
      place->second = &keys_.back();
    }
    return place->second;
  }

  FunctionKey* Find(uint32_t id) {
    std::lock_guard lock(mutex_);
    return id < keys_.size() ? &keys_[id] : nullptr;
  }

 private:
  std::mutex mutex_;
  std::deque<FunctionKey> keys_;  // a deque: addresses stay
  std::unordered_map<std::string, FunctionKey*> by_name_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_FUNCTION_KEY_H_
