// What the runtime has been told that holds for every interpreter, those to come included.

#include <algorithm>
#include <limits>

#include "platform/cpu.h"
#include "runtime/broadcast.h"
#include "runtime/interrupter.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {
// In a new interpreter calls wait until what is remembered has been run there. It may load large
// libraries; what takes longer than this hangs.
constexpr uint64_t kPatience = 60'000'000'000;
}  // namespace

void Runtime::CallEverywhere(const Ref<Request>& call, const std::string& key) {
  uint64_t number = std::numeric_limits<uint64_t>::max();
  if (!key.empty()) {
    std::lock_guard lock(mutex_);
    std::erase_if(remembered_, [&](const Remembered& each) { return each.key == key; });
    number = ++last_remembered_;
    remembered_.push_back({key, number, call->CopyForBroadcast()});
  }
  call->broadcast = new Broadcast(*this, call, key, number);
  call->broadcast->Begin();
}

void Runtime::Forget(const std::string& key) {
  std::lock_guard lock(mutex_);
  std::erase_if(remembered_, [&](const Remembered& each) { return each.key == key; });
}

void Runtime::Forget(const std::string& key, uint64_t number) {
  std::lock_guard lock(mutex_);
  std::erase_if(remembered_,
                [&](const Remembered& each) { return each.key == key && each.number == number; });
}

std::vector<Runtime::Remembered> Runtime::RememberedCalls() {
  std::lock_guard lock(mutex_);
  return remembered_;
}

void Runtime::Introduce(ThreadLane& lane) {
  Interpreter* const interpreter = lane.interpreter.load();
  uint64_t seen = 0;
  for (;;) {
    std::vector<Remembered> todo;
    {
      std::lock_guard lock(mutex_);
      for (const auto& each : remembered_) {
        if (each.number > seen) todo.push_back(each);
      }
      seen = last_remembered_;
      if (todo.empty()) {
        interpreter->introduced_to = seen;
        interpreter->introduced = true;
        break;
      }
    }
    for (const auto& each : todo) Repeat(each, lane);
  }
}

void Runtime::Repeat(const Remembered& remembered, ThreadLane& lane) {
  Interpreter& interpreter = *lane.interpreter.load();
  Ref<Request> call = remembered.call->CopyForBroadcast();
  call->repeated = true;
  if (call->session->closed.load()) call->session = nullptr;  // whoever is there hears of it
  interpreter.interrupter->InterruptAfter(call, NowNanoseconds() + kPatience);
  lane.Serve(call);
  const std::string where = "in interpreter " + std::to_string(interpreter.id);
  if (call->status == Request::Status::kPythonError)
    Warn("'" + remembered.key + "' failed " + where + ": " + ErrorSummary(*call));
  if (call->status == Request::Status::kInterrupted)
    Warn("'" + remembered.key + "' was interrupted " + where + ": it took longer than " +
         std::to_string(kPatience / 1'000'000'000) + " s");
}

}  // namespace pyloom
