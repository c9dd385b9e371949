// A pool whose lanes are processes, each with a CPython of its own: what a session asks of it that
// no pool of threads is asked.
//
// Threads and ownership as of any pool.
#ifndef PYLOOM_RUNTIME_REMOTE_POOL_H_
#define PYLOOM_RUNTIME_REMOTE_POOL_H_

#include <string>

#include "runtime/pool.h"

namespace pyloom {

class RemotePool : public Pool {
 public:
  using Pool::Pool;

  // Makes the call in every process, as Runtime::CallEverywhere does in every interpreter.
  virtual void CallEverywhere(const Ref<Request>& call, const std::string& key) = 0;
  virtual void Forget(const std::string& key) = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_REMOTE_POOL_H_
