#include "runtime/loop_lane.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "convert/text_of.h"
#include "platform/cpu.h"
#include "python/gil.h"
#include "runtime/interpreter.h"
#include "runtime/interrupter.h"
#include "runtime/loop_pool.h"
#include "runtime/request_capsule.h"
#include "runtime/runtime.h"
#include "runtime/write_error.h"

namespace pyloom {

namespace {

constexpr std::chrono::milliseconds kFirstPause(10);
constexpr std::chrono::milliseconds kLongestPause(1000);
// What waits is refused from this failure on: some two seconds after the first, in which a program
// that was short of descriptors for a moment has them again.
constexpr int kPatience = 8;

// Coroutines that are lost with a loop cost more than a lane: it is interrupted some times first.
constexpr uint64_t kBlockedPatience = 1'000'000'000;

std::chrono::milliseconds PauseAfter(int failures) {
  return std::min(kFirstPause * (1 << std::min(failures, 10)), kLongestPause);
}

// The Python error that is set stays set.
void Refuse(Interpreter& interpreter, Request& request) {
  if (!request.Begin()) return;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  for (PyObject* each : {type, value, traceback}) {
    if (each != nullptr) py.Py_IncRef(each);
  }
  py.PyErr_Restore(type, value, traceback);
  WriteError(interpreter, request);
  py.PyErr_Restore(type, value, traceback);
  request.phase.store(Request::Phase::kFinished);
  request.Deliver();
}

}  // namespace

LoopLane::LoopLane(uint32_t id, LoopPool& pool) : PooledLane(id, pool), inbox(new LoopInbox()) {}

Ref<Request> LoopLane::InCharge() const {
  if (Request* request = current()) return request;
  return RequestOfTask(*interpreter.load());
}

void LoopLane::Cancel(const Ref<Request>& request) {
  inbox->Cancel(request);
  PooledLane::Cancel(request);
}

// It has other tasks: it is given up only when this one keeps the loop from them.
bool LoopLane::LookAfterCancelled(const Request& request, uint64_t since) {
  if (!HasAsTask(request)) return PooledLane::LookAfterCancelled(request, since);
  const uint64_t now = NowNanoseconds();
  if (request.blocks_loop.load()) {
    if (now - since < kBlockedPatience) return true;
    threads_.OnStuck(this, request, Stuck::kLeavesGil);
    return false;
  }
  const bool keeps_gil = interpreter.load()->interrupter->last_attached() <= since;
  if (!keeps_gil || now - since < kGilPatience) return true;
  threads_.OnStuck(this, request, Stuck::kForGood);
  return false;
}

void LoopLane::Run() {
  Interpreter* in = interpreter.load();
  loop_of_thread = static_cast<int32_t>(id);
  for (int failures = 0;; ++failures) {
    // It goes on for as long as the loop works.
    PyOwned run = in->GlueFunction("pyloom._loop", "run");
    PyOwned result(run ? py.PyObject_CallObject(run.get(), nullptr) : nullptr);
    if (inbox->TakeWasServed()) failures = 0;
    if (!result && failures >= kPatience) {
      for (const auto& request : inbox->TakeRequests()) {
        active.fetch_sub(1);
        Refuse(*in, *request);
      }
    }
    const std::string reason = result ? "" : TakeErrorText();
    if (!result && failures == 0) {
      threads_.runtime.Warn("the asyncio lane " + std::to_string(id) +
                            " has no event loop and tries again to make one: " + reason);
    }
    GilRelease released;
    threads_.runtime.StopIfExiting();
    if (!result) std::this_thread::sleep_for(PauseAfter(failures));
    threads_.runtime.StopIfExiting();
  }
}

}  // namespace pyloom
