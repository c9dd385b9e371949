// Has lanes looked after whose cancelled request does not end: Python code ends within milliseconds
// of an interrupt, C code that takes long (or waits) does not, and its lane has to be replaced for
// others to go on.
//
// Threads: Watch from any. A thread of its own, started with the first cancellation, that never
// takes a GIL.
#ifndef PYLOOM_RUNTIME_STUCK_LANE_WATCH_H_
#define PYLOOM_RUNTIME_STUCK_LANE_WATCH_H_

#include <map>
#include <mutex>

#include "platform/steady_condition.h"
#include "runtime/request.h"

namespace pyloom {

class StuckLaneWatch {
 public:
  void Watch(Ref<Request> request);

 private:
  struct Entry {
    Ref<Request> request;
    uint64_t since;
  };
  void Main();
  // False: there is nothing more to be done about it.
  static bool Look(const Entry& entry);

  std::mutex mutex_;
  SteadyCondition changed_;
  std::multimap<uint64_t, Entry> entries_;  // by the time of the next look
  bool started_ = false;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_STUCK_LANE_WATCH_H_
