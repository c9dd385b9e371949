#include "runtime/sync_lane.h"

#include <mutex>

#include "python/c_recursion.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/runtime.h"

namespace pyloom {

thread_local SyncLane* current_sync_lane = nullptr;

namespace {

// The sync lanes of worker threads.
struct Workers {
  std::mutex mutex;
  std::vector<SyncLane*> lanes;
};

Workers& AllWorkers() {
  static Workers* const workers = new Workers();  // leaked: threads outlive static destructors
  return *workers;
}

// How many calls fit onto a JavaScript thread's stack, of 8 and of 4 MB: a sorted() within the key
// of another takes 3 KB a level.
constexpr int kCallsOnMain = 2000;
constexpr int kCallsOnWorker = 1000;

// The main thread's, which ends with the process.
std::atomic<SyncLane*> main_lane{nullptr};

}  // namespace

SyncLane::SyncLane(Environment* environment, CallHost call_host)
    : environment(environment), call_host(std::move(call_host)) {
  if (environment->is_main_thread()) {
    main_lane.store(this);
    return;
  }
  std::lock_guard lock(AllWorkers().mutex);
  AllWorkers().lanes.push_back(this);
}

// The objects and the thread state are given up on the control thread: a JavaScript thread that
// ends must not wait for a GIL.
SyncLane::~SyncLane() {
  SyncLane* self = this;
  main_lane.compare_exchange_strong(self, nullptr);
  {
    std::lock_guard lock(AllWorkers().mutex);
    std::erase(AllWorkers().lanes, this);
  }
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
  const bool is_new = state_ == nullptr;
  if (is_new) {
    state_ = NewThreadState(Runtime::Get().main_interpreter()->state);
    thread_ident_ = py.PyThread_get_thread_ident();
  }
  py.PyEval_RestoreThread(state_);
  if (is_new) LimitRecursion(state_, environment->is_main_thread() ? kCallsOnMain : kCallsOnWorker);
  depth_.fetch_add(1);
  current_sync_lane = this;
}

void SyncLane::Leave() {
  // What came too late for this call is not for the next one.
  if (depth_.fetch_sub(1) == 1 && interrupted_.exchange(false)) {
    py.PyThreadState_SetAsyncExc(thread_ident_, nullptr);
  }
  py.PyEval_SaveThread();
  current_sync_lane = nullptr;
}

bool SyncLane::IsMainBusy() {
  SyncLane* const lane = main_lane.load();
  return lane != nullptr && lane->depth_.load() > 0;
}

void SyncLane::InterruptMain() {
  if (!IsMainBusy()) return;
  SyncLane* const lane = main_lane.load();
  lane->interrupted_.store(true);
  py.PyThreadState_SetAsyncExc(lane->thread_ident_, py.PyExc_KeyboardInterrupt);
}

void SyncLane::InterruptWorkers() {
  std::vector<unsigned long> busy;
  {
    std::lock_guard lock(AllWorkers().mutex);
    for (SyncLane* lane : AllWorkers().lanes) {
      if (lane->depth_.load() > 0) busy.push_back(lane->thread_ident_);
    }
  }
  // By their idents, which nobody frees: a thread that has ended meanwhile is just not found.
  for (const unsigned long ident : busy) {
    py.PyThreadState_SetAsyncExc(ident, Runtime::Get().main_interpreter()->glue.interrupted);
  }
}

}  // namespace pyloom
