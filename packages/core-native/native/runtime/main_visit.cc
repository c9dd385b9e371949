#include "runtime/main_visit.h"

#include <utility>

#include "python/thread_states.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"

namespace pyloom {

MainVisit::MainVisit(Runtime& runtime)
    : runtime_(runtime),
      lane_(std::exchange(current_lane, nullptr)),
      left_(py.PyEval_SaveThread()),
      state_(NewThreadState(runtime.main_interpreter()->state)) {
  runtime_.StopIfExiting();
  if (state_ != nullptr) py.PyEval_RestoreThread(state_);
}

MainVisit::~MainVisit() {
  if (state_ != nullptr) {
    py.PyThreadState_Clear(state_);
    py.PyThreadState_DeleteCurrent();
  }
  runtime_.StopIfExiting();
  py.PyEval_RestoreThread(left_);
  current_lane = lane_;
}

}  // namespace pyloom
