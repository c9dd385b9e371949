// The host function that a lane called last by name: a loop that calls it finds it by the name's
// object. Of one thread state, with its GIL.
#ifndef PYLOOM_RUNTIME_HOST_FUNCTION_CACHE_H_
#define PYLOOM_RUNTIME_HOST_FUNCTION_CACHE_H_

#include <cstdint>
#include <optional>

#include "python/owned.h"
#include "runtime/session.h"

namespace pyloom {

class HostFunctionCache {
 public:
  std::optional<uint32_t> Find(PyObject* name, const Session& session) const {
    if (name != name_.get() || session.id != session_) return std::nullopt;
    return session.functions_version() == version_ ? std::optional(function_) : std::nullopt;
  }

  // `version` of the session's functions was read before this one was found.
  void Remember(PyObject* name, const Session& session, uint64_t version, uint32_t function) {
    name_ = PyOwned::FromBorrowed(name);
    session_ = session.id;
    version_ = version;
    function_ = function;
  }

 private:
  PyOwned name_;  // kept, so that no other object gets its address
  uint32_t session_ = 0;
  uint32_t function_ = 0;
  uint64_t version_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_HOST_FUNCTION_CACHE_H_
