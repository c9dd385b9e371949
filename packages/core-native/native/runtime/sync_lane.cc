#include "runtime/sync_lane.h"

#include "python/gil.h"
#include "runtime/runtime.h"

namespace pyloom {

thread_local SyncLane* current_sync_lane = nullptr;

SyncLane::SyncLane(Environment* environment, CallHost call_host)
    : environment(environment), call_host(std::move(call_host)) {}

// The objects and the thread state are given up on the control thread: a JavaScript thread that
// ends must not wait for a GIL.
SyncLane::~SyncLane() {
  if (state_ == nullptr) return;
  auto* caches_left = new CallCaches(std::move(caches));
  auto* bound_left = new std::vector<PyOwned>(std::move(bound));
  Runtime::Get().OnMainInterpreter([state = state_, caches_left, bound_left] {
    delete caches_left;
    delete bound_left;
    py.PyThreadState_Clear(state);
    py.PyThreadState_Delete(state);
  });
}

void SyncLane::Enter() {
  if (state_ == nullptr) state_ = py.PyThreadState_New(Runtime::Get().main_interpreter()->state);
  py.PyEval_RestoreThread(state_);
  current_sync_lane = this;
}

void SyncLane::Leave() {
  py.PyEval_SaveThread();
  current_sync_lane = nullptr;
}

}  // namespace pyloom
