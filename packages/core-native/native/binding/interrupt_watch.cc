#include "binding/interrupt_watch.h"

#include <csignal>

#include "base/thread.h"
#include "runtime/runtime.h"
#include "runtime/sync_thread.h"

namespace pyloom {

namespace {
constexpr size_t kStackSize = 256 << 10;
}

void InterruptWatch::Watch(Runtime& runtime, bool wanted) {
  static InterruptWatch* watch = nullptr;  // leaked: its thread outlives static destructors
  if (watch == nullptr) {
    if (!wanted) return;
    watch = new InterruptWatch(runtime);
    if (!watch->Start()) {
      delete watch;
      watch = nullptr;
      return;
    }
  }
  watch->wanted_.store(wanted);
  watch->updated_.store(false);
  uv_async_send(&watch->update_);
  // Waited for: the process may exit next, and libuv aborts when signals are changed while it shuts
  // down.
  watch->updated_.wait(false);
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
  if (wanted_.load()) {
    uv_signal_start(
        &signal_,
        [](uv_signal_t* signal, int) {
          if (!SyncThread::IsMainBusy()) return;
          static_cast<InterruptWatch*>(signal->data)
              ->runtime_.OnMainInterpreter(&SyncThread::InterruptMain);
        },
        SIGINT);
  } else {
    uv_signal_stop(&signal_);
  }
  updated_.store(true);
  updated_.notify_one();
}

}  // namespace pyloom
