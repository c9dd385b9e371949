#include "runtime/sync_lane.h"

#include <utility>

#include "runtime/runtime.h"

namespace pyloom {

thread_local SyncLane* current_sync_lane = nullptr;

SyncLane::SyncLane(Runtime& runtime, Mailbox* mailbox, bool is_main_thread, JavaScript javascript)
    : runtime(runtime),
      mailbox(mailbox),
      javascript(std::move(javascript)),
      thread_(SyncThread::Join(this, is_main_thread)) {}

// The objects are given up on the control thread: a JavaScript thread that ends must not wait for a
// GIL.
SyncLane::~SyncLane() {
  if (runtime.started()) {
    auto* caches_left = new CallCaches(std::move(caches));
    auto* bound_left = new std::vector<PyOwned>(std::move(bound_));
    runtime.OnMainInterpreter([caches_left, bound_left] {
      delete caches_left;
      delete bound_left;
    });
  }
  thread_->Part(this);
}

uint32_t SyncLane::Bind(PyOwned function) {
  if (unbound_.empty()) {
    bound_.push_back(std::move(function));
    return static_cast<uint32_t>(bound_.size() - 1);
  }
  const uint32_t index = unbound_.back();
  unbound_.pop_back();
  bound_[index] = std::move(function);
  return index;
}

void SyncLane::Unbind(uint32_t index) {
  if (bound(index) == nullptr) return;
  Interpreter* const interpreter = runtime.main_interpreter();
  interpreter->references.Discard(bound_[index].Release());
  runtime.Nudge(interpreter);
  unbound_.push_back(index);
}

bool SyncLane::Enter() {
  if (!thread_->Enter()) return false;
  current_sync_lane = this;
  return true;
}

void SyncLane::Leave() {
  thread_->Leave();
  current_sync_lane = nullptr;
}

}  // namespace pyloom
