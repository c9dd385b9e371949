// Which modules run in the main interpreter, and which may be imported in lanes: what has been
// found out, for all sub-interpreters together.
//
// Threads: any. `BeginImport` waits, and is called without a GIL; nothing here calls CPython.
// Ownership: one object, never destroyed. Shutdown: whoever waits is told so by its time limit.
#ifndef PYLOOM_RUNTIME_HOME_MODULES_H_
#define PYLOOM_RUNTIME_HOME_MODULES_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/steady_condition.h"

namespace pyloom {

class HomeModules {
 public:
  static HomeModules& Get();

  // The user's: 'a' covers 'a' and 'a.b'. For good.
  void Name(const std::vector<std::string>& prefixes);
  bool IsNamed(const std::string& module);
  // Named or learned.
  bool IsHome(const std::string& module);

  // The first lane that imports a module finds out whether it can be had there. The others wait for
  // that, so that the module's body is not run once more by each of them only to be refused.
  enum class Import : uint8_t {
    kFind,  // EndImport must follow
    kGo,    // as it is known to be possible, or has been waited for long enough
    kHome,
  };
  Import BeginImport(const std::string& module, bool may_wait);
  enum class Outcome : uint8_t { kLane, kHome, kFailed };
  void EndImport(const std::string& module, Outcome outcome);

  void Learn(const std::string& module);
  // Its source has changed: what was learned of it may be wrong now.
  void Forget(const std::string& module);
  std::vector<std::string> Learned();

  // Changes with everything that makes a module a home module: a function that was looked up in a
  // lane must be looked up again.
  uint32_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  enum class Standing : uint8_t { kFinding, kLane, kHome };
  bool IsNamedLocked(const std::string& module) const;
  void LearnLocked(const std::string& module);

  std::atomic<uint32_t> version_{0};
  std::mutex mutex_;  // guards all below
  SteadyCondition changed_;
  std::unordered_map<std::string, Standing> standing_;
  std::vector<std::string> learned_;  // in the order in which that was noticed
  std::vector<std::string> prefixes_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_HOME_MODULES_H_
