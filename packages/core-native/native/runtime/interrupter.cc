#include "runtime/interrupter.h"

#include <algorithm>
#include <chrono>

#include "base/thread.h"
#include "platform/cpu.h"
#include "python/gil.h"
#include "runtime/interpreter.h"
#include "runtime/lane.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {
constexpr auto kAgain = std::chrono::milliseconds(20);
constexpr size_t kStackSize = 1 << 20;
}  // namespace

void Interrupter::Interrupt(Ref<Request> request) {
  std::lock_guard lock(mutex_);
  targets_.push_back({std::move(request)});
  if (!started_) {
    started_ = StartThread(kStackSize, [this] { Main(); });
  }
  changed_.notify_one();
}

void Interrupter::Main() {
  PyThreadState* state = py.PyThreadState_New(interpreter_->state);
  for (;;) {
    std::vector<Ref<Request>> running;
    {
      std::unique_lock lock(mutex_);
      if (targets_.empty()) {
        changed_.wait(lock, [this] { return !targets_.empty(); });
      } else {
        changed_.wait_for(lock, kAgain);
      }
      std::erase_if(targets_, [](const Target& target) {
        return target.request->phase.load() == Request::Phase::kFinished;
      });
      for (const auto& target : targets_) running.push_back(target.request);
    }
    if (running.empty()) continue;
    if (Runtime::Get().exiting()) return;
    GilScope gil(state);
    last_attached_.store(NowNanoseconds());
    for (const auto& request : running) Raise(request);
  }
}

void Interrupter::Raise(const Ref<Request>& request) {
  Lane* lane = request->runner.load();
  if (lane == nullptr) return;
  lane->InterruptIfRunning(*request);
}

}  // namespace pyloom
