#include "runtime/sync_thread.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "python/async_exception.h"
#include "python/c_recursion.h"
#include "python/thread_states.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"

namespace pyloom {

namespace {

thread_local SyncThread* of_this_thread = nullptr;

// Those of worker threads.
struct Workers {
  std::mutex mutex;
  std::vector<SyncThread*> threads;
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
std::atomic<SyncThread*> main_thread{nullptr};

std::atomic<bool> ending{false};

}  // namespace

SyncThread::SyncThread(Runtime& runtime, bool is_main) : runtime_(runtime), is_main_(is_main) {
  if (is_main) {
    main_thread.store(this);
  } else {
    std::lock_guard lock(AllWorkers().mutex);
    AllWorkers().threads.push_back(this);
  }
}

SyncThread::~SyncThread() {
  if (is_main_) {
    main_thread.store(nullptr);
  } else {
    std::lock_guard lock(AllWorkers().mutex);
    std::erase(AllWorkers().threads, this);
  }
  if (state_ == nullptr) return;
  runtime_.OnMainInterpreter([state = state_] {
    py.PyThreadState_Clear(state);
    py.PyThreadState_Delete(state);
  });
}

SyncThread* SyncThread::Join(SyncLane* lane, bool is_main_thread) {
  if (of_this_thread == nullptr) {
    of_this_thread = new SyncThread(lane->runtime, is_main_thread);
  }
  of_this_thread->lanes_.push_back(lane);
  return of_this_thread;
}

void SyncThread::Part(SyncLane* lane) {
  std::erase(lanes_, lane);
  if (!lanes_.empty()) return;
  of_this_thread = nullptr;
  delete this;
}

bool SyncThread::Enter() {
  // In this order, as WorkersStayBusy has the opposite one: either sees the other.
  depth_.fetch_add(1);
  if (ending.load() && !is_main_) {
    depth_.fetch_sub(1);
    return false;
  }
  const bool is_new = state_ == nullptr;
  if (is_new) {
    state_ = NewThreadState(runtime_.main_interpreter()->state);
    ident_.store(py.PyThread_get_thread_ident());
  }
  py.PyEval_RestoreThread(state_);
  if (is_new) LimitRecursion(state_, is_main_ ? kCallsOnMain : kCallsOnWorker);
  return true;
}

void SyncThread::Leave() {
  // What came too late for this call is not for the next one.
  if (depth_.fetch_sub(1) == 1 && interrupted_.exchange(false)) {
    TakeBackAsyncException(ident_.load());
  }
  py.PyEval_SaveThread();
}

SyncLane* SyncThread::LaneOf(const Mailbox* mailbox) const {
  const auto found = std::find_if(lanes_.begin(), lanes_.end(),
                                  [mailbox](SyncLane* lane) { return lane->mailbox == mailbox; });
  return found == lanes_.end() ? nullptr : *found;
}

bool SyncThread::IsMainBusy() {
  SyncThread* const thread = main_thread.load();
  return thread != nullptr && thread->depth_.load() > 0;
}

void SyncThread::InterruptMain() {
  if (!IsMainBusy()) return;
  SyncThread* const thread = main_thread.load();
  thread->interrupted_.store(true);
  py.PyThreadState_SetAsyncExc(thread->ident_.load(), py.PyExc_KeyboardInterrupt);
}

void SyncThread::InterruptWorkers(const Interpreter& main) {
  std::vector<unsigned long> busy;
  {
    std::lock_guard lock(AllWorkers().mutex);
    for (const SyncThread* thread : AllWorkers().threads) {
      if (thread->depth_.load() > 0) busy.push_back(thread->ident_.load());
    }
  }
  for (const unsigned long ident : busy) {
    py.PyThreadState_SetAsyncExc(ident, main.glue.interrupted);
  }
}

bool SyncThread::WorkersStayBusy(std::chrono::milliseconds patience) {
  ending.store(true);
  const auto is_busy = [] {
    std::lock_guard lock(AllWorkers().mutex);
    const auto& threads = AllWorkers().threads;
    return std::any_of(threads.begin(), threads.end(),
                       [](const SyncThread* thread) { return thread->depth_.load() > 0; });
  };
  const auto end = std::chrono::steady_clock::now() + patience;
  while (is_busy()) {
    if (std::chrono::steady_clock::now() >= end) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace pyloom
