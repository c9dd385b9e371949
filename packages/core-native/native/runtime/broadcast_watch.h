// Ends the wait for interpreters whose GIL C code keeps: what is made in every interpreter would
// else be waited for as long as that lasts, perhaps for good.
//
// Threads: Watch from any. A thread of its own, for as long as there is something to watch, that
// never takes a GIL.
#ifndef PYLOOM_RUNTIME_BROADCAST_WATCH_H_
#define PYLOOM_RUNTIME_BROADCAST_WATCH_H_

#include <deque>
#include <mutex>

#include "runtime/broadcast.h"

namespace pyloom {

class BroadcastWatch {
 public:
  void Watch(Ref<Broadcast> broadcast);

 private:
  struct Entry {
    Ref<Broadcast> broadcast;
    uint64_t due;
  };
  void Main();

  std::mutex mutex_;
  std::deque<Entry> entries_;  // guarded by mutex_
  bool running_ = false;       // guarded by mutex_
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_BROADCAST_WATCH_H_
