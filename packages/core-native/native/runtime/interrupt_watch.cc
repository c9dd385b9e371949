#include "runtime/interrupt_watch.h"

#include <csignal>

#include "base/thread.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"

namespace pyloom {

namespace {
constexpr size_t kStackSize = 256 << 10;
}

void InterruptWatch::Watch(bool wanted) {
  static InterruptWatch* watch = nullptr;  // leaked: its thread outlives static destructors
  if (watch == nullptr) {
    if (!wanted) return;
    watch = new InterruptWatch();
    if (!watch->Start()) {
      delete watch;
      watch = nullptr;
      return;
    }
  }
  watch->wanted_.store(wanted);
  uv_async_send(&watch->update_);
}

bool InterruptWatch::Start() {
  if (uv_loop_init(&loop_) != 0) return false;
  signal_.data = update_.data = this;
  if (uv_signal_init(&loop_, &signal_) != 0 ||
      uv_async_init(&loop_, &update_, [](uv_async_t* update) {
        static_cast<InterruptWatch*>(update->data)->Update();
      }) != 0) {
    return false;
  }
  return StartThread(kStackSize, [this] { uv_run(&loop_, UV_RUN_DEFAULT); });
}

void InterruptWatch::Update() {
  if (!wanted_.load()) {
    uv_signal_stop(&signal_);
    return;
  }
  uv_signal_start(
      &signal_,
      [](uv_signal_t*, int) {
        if (SyncLane::IsMainBusy()) Runtime::Get().OnMainInterpreter(&SyncLane::InterruptMain);
      },
      SIGINT);
}

}  // namespace pyloom
