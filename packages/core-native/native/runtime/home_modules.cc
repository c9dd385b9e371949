#include "runtime/home_modules.h"

#include <algorithm>
#include <chrono>

namespace pyloom {

namespace {
// A module whose import waits for a call of its own, by whatever way, must not wait for ever.
// Whoever has waited this long imports the module beside the one that is finding out.
constexpr std::chrono::seconds kPatience(5);
}  // namespace

HomeModules& HomeModules::Get() {
  static HomeModules* const modules = new HomeModules();  // leaked: lanes outlive statics
  return *modules;
}

void HomeModules::Name(const std::vector<std::string>& prefixes) {
  std::lock_guard lock(mutex_);
  for (const auto& prefix : prefixes) {
    if (std::find(prefixes_.begin(), prefixes_.end(), prefix) == prefixes_.end()) {
      prefixes_.push_back(prefix);
      version_.fetch_add(1, std::memory_order_release);
    }
  }
}

bool HomeModules::IsNamedLocked(const std::string& module) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(), [&](const std::string& prefix) {
    return module.starts_with(prefix) &&
           (module.size() == prefix.size() || module[prefix.size()] == '.');
  });
}

bool HomeModules::IsNamed(const std::string& module) {
  std::lock_guard lock(mutex_);
  return IsNamedLocked(module);
}

bool HomeModules::IsHome(const std::string& module) {
  std::lock_guard lock(mutex_);
  const auto found = standing_.find(module);
  return (found != standing_.end() && found->second == Standing::kHome) || IsNamedLocked(module);
}

HomeModules::Import HomeModules::BeginImport(const std::string& module, bool may_wait) {
  std::unique_lock lock(mutex_);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    if (IsNamedLocked(module)) return Import::kHome;
    const auto found = standing_.find(module);
    if (found == standing_.end()) {
      standing_.emplace(module, Standing::kFinding);
      return Import::kFind;
    }
    if (found->second == Standing::kHome) return Import::kHome;
    if (found->second == Standing::kLane || !may_wait) return Import::kGo;
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero() || !changed_.wait_for(lock, left)) return Import::kGo;
  }
}

void HomeModules::EndImport(const std::string& module, Outcome outcome) {
  std::lock_guard lock(mutex_);
  if (outcome == Outcome::kHome) {
    LearnLocked(module);
  } else {
    const auto found = standing_.find(module);
    if (found != standing_.end() && found->second == Standing::kFinding) {
      if (outcome == Outcome::kLane) {
        found->second = Standing::kLane;
      } else {
        standing_.erase(found);
      }
    }
  }
  changed_.notify_all();
}

void HomeModules::Learn(const std::string& module) {
  std::lock_guard lock(mutex_);
  LearnLocked(module);
  changed_.notify_all();
}

void HomeModules::LearnLocked(const std::string& module) {
  standing_[module] = Standing::kHome;
  if (std::find(learned_.begin(), learned_.end(), module) != learned_.end()) return;
  learned_.push_back(module);
  version_.fetch_add(1, std::memory_order_release);
}

void HomeModules::Forget(const std::string& module) {
  std::lock_guard lock(mutex_);
  standing_.erase(module);
  std::erase(learned_, module);
  changed_.notify_all();
}

std::vector<std::string> HomeModules::Learned() {
  std::lock_guard lock(mutex_);
  return learned_;
}

}  // namespace pyloom
