// The lane of a keeper's thread: no pool starts it or counts it, nobody gives it up.
#ifndef PYLOOM_RUNTIME_KEEPER_LANE_H_
#define PYLOOM_RUNTIME_KEEPER_LANE_H_

#include "runtime/thread_lane.h"

namespace pyloom {

class KeeperLane final : public ThreadLane {
 public:
  // `pool` is that of the interpreter's lanes: what JavaScript calls from within its host calls is
  // nested there.
  using ThreadLane::ThreadLane;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_KEEPER_LANE_H_
