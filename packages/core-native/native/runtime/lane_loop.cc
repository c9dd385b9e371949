// The life of an asyncio lane: the Python half runs its event loop; here is what happens when there
// is none to be had.

#include <algorithm>
#include <chrono>
#include <thread>

#include "python/gil.h"
#include "runtime/async_inbox.h"
#include "runtime/call.h"
#include "runtime/lane.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

constexpr std::chrono::milliseconds kFirstPause(10);
constexpr std::chrono::milliseconds kLongestPause(1000);
// What waits is refused from this failure on: some two seconds after the first, in which a program
// that was short of descriptors for a moment has them again.
constexpr int kPatience = 8;

std::chrono::milliseconds PauseAfter(int failures) {
  return std::min(kFirstPause * (1 << std::min(failures, 10)), kLongestPause);
}

// The Python error that is set stays set.
void Refuse(Interpreter& interpreter, Request& request) {
  auto queued = Request::Phase::kQueued;
  if (!request.phase.compare_exchange_strong(queued, Request::Phase::kRunning)) return;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  for (PyObject* each : {type, value, traceback}) {
    if (each != nullptr) py.Py_IncRef(each);
  }
  py.PyErr_Restore(type, value, traceback);
  WriteError(interpreter, request);
  py.PyErr_Restore(type, value, traceback);
  request.phase.store(Request::Phase::kFinished);
  request.environment->Post(&request);
}

}  // namespace

void Lane::ServeLoop() {
  Interpreter* in = interpreter.load();
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
      Runtime::Get().Warn("the asyncio lane " + std::to_string(id) +
                          " has no event loop and tries again to make one: " + reason);
    }
    GilRelease released;
    Runtime::Get().StopIfExiting();
    if (!result) std::this_thread::sleep_for(PauseAfter(failures));
    Runtime::Get().StopIfExiting();
  }
}

}  // namespace pyloom
