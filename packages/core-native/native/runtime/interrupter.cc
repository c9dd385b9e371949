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
// A module that takes longer to import than this many attempts is taken for one that hangs.
constexpr uint32_t kImportPatience = 100;
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
  // A package whose import is interrupted half way can never be imported again: its submodules stay
  // in sys.modules, it does not (asyncio then fails with a NameError).
  if (request->spared < kImportPatience && IsImporting(*lane)) {
    ++request->spared;
    return;
  }
  lane->InterruptIfRunning(*request);
}

bool Interrupter::IsImporting(const Lane& lane) {
  PyOwned is_importing = interpreter_->GlueFunction("pyloom._imports", "is_importing");
  PyOwned arguments(is_importing ? py.PyTuple_New(1) : nullptr);
  PyOwned answer;
  if (arguments) {
    py.PyTuple_SetItem(arguments.get(), 0,
                       py.PyLong_FromLongLong(static_cast<long long>(lane.thread_ident)));
    answer.Reset(py.PyObject_CallObject(is_importing.get(), arguments.get()));
  }
  if (!answer) py.PyErr_Clear();
  return answer && answer.get() == py._Py_TrueStruct;
}

}  // namespace pyloom
