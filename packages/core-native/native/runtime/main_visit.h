// A thread of a sub-interpreter in the main interpreter, for a scope.
#ifndef PYLOOM_RUNTIME_MAIN_VISIT_H_
#define PYLOOM_RUNTIME_MAIN_VISIT_H_

#include "python/api.h"

namespace pyloom {

class Runtime;
class ThreadLane;

// Lets go of the sub-interpreter's GIL, and takes that of the main interpreter with a thread state
// of its own, so that it depends on no other thread: home's lanes and the control thread may all be
// busy. Meanwhile the thread is no lane: what it runs is on nobody's behalf, and takes no requests.
// A lane that is interrupted meanwhile notices when it is back.
//
// Threads: one of a sub-interpreter, with its GIL. Shutdown: it stops before it takes a GIL.
class MainVisit {
 public:
  explicit MainVisit(Runtime& runtime);
  ~MainVisit();
  MainVisit(const MainVisit&) = delete;
  MainVisit& operator=(const MainVisit&) = delete;

  // False: there is no memory for a thread state. No Python object may be touched then.
  bool arrived() const { return state_ != nullptr; }

 private:
  Runtime& runtime_;
  ThreadLane* lane_;
  PyThreadState* left_;
  PyThreadState* state_;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_MAIN_VISIT_H_
