#include "runtime/main_visit.h"

#include <utility>

#include "python/thread_states.h"
#include "runtime/lane.h"
#include "runtime/runtime.h"

namespace pyloom {

MainVisit::MainVisit()
    : lane_(std::exchange(current_lane, nullptr)),
      left_(py.PyEval_SaveThread()),
      state_(NewThreadState(Runtime::Get().main_interpreter()->state)) {
  Runtime::Get().StopIfExiting();
  if (state_ != nullptr) py.PyEval_RestoreThread(state_);
}

MainVisit::~MainVisit() {
  if (state_ != nullptr) {
    py.PyThreadState_Clear(state_);
    py.PyThreadState_DeleteCurrent();
  }
  Runtime::Get().StopIfExiting();
  py.PyEval_RestoreThread(left_);
  current_lane = lane_;
}

}  // namespace pyloom
