#include "runtime/interrupter.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/thread.h"
#include "platform/cpu.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"

namespace pyloom {

namespace {
constexpr auto kAgain = std::chrono::milliseconds(20);
constexpr std::chrono::nanoseconds kAgainAtLock = std::chrono::milliseconds(1);
constexpr auto kLongestWait = std::chrono::seconds(60);
constexpr size_t kStackSize = 1 << 20;
// HeldBackBy, as pyloom/_shield.py says it.
constexpr int64_t kNothing = 0;
constexpr int64_t kMachinery = -1;
// What holds back longer than this many attempts is taken for something that hangs.
constexpr uint32_t kShieldPatience = 100;
// Attempts in which a loop comes to its next turn, unless a coroutine keeps it from that.
constexpr uint32_t kTurnPatience = 5;
// Attempts after which code whose host calls were ended is interrupted like any other.
constexpr uint32_t kHostCallPatience = 10;

int64_t Int64Of(PyObject* number) {
  int overflow = 0;
  return py.PyLong_AsLongLongAndOverflow(number, &overflow);
}

// Where a frame is.
int64_t Instruction(PyObject* frame) {
  const PyOwned offset(py.PyObject_GetAttrString(frame, "f_lasti"));
  if (!offset) {
    py.PyErr_Clear();
    return -1;
  }
  return Int64Of(offset.get());
}
}  // namespace

void Interrupter::Interrupt(Ref<Request> request) { InterruptAfter(std::move(request), 0); }

void Interrupter::InterruptAfter(Ref<Request> request, uint64_t due) {
  std::lock_guard lock(mutex_);
  targets_.push_back({std::move(request), due});
  if (!started_) {
    started_ = StartThread(kStackSize, [this] { Main(); });
  }
  changed_.notify_one();
}

void Interrupter::Main() {
  PyThreadState* state = NewThreadState(interpreter_->state);
  for (;;) {
    std::vector<Ref<Request>> running;
    std::vector<Target> ended;  // let go of without the mutex: what they hold has destructors
    {
      std::unique_lock lock(mutex_);
      if (targets_.empty()) {
        changed_.wait(lock, [this] { return !targets_.empty(); });
      } else {
        changed_.wait_for(lock, UntilNext());
      }
      auto first_ended = std::partition(targets_.begin(), targets_.end(), [](const Target& target) {
        return target.request->phase.load() != Request::Phase::kFinished;
      });
      ended.assign(std::make_move_iterator(first_ended), std::make_move_iterator(targets_.end()));
      targets_.erase(first_ended, targets_.end());
      const uint64_t now = NowNanoseconds();
      for (const auto& target : targets_) {
        if (target.due <= now) running.push_back(target.request);
      }
    }
    if (running.empty()) continue;
    if (interpreter_->runtime.exiting()) return;
    RaiseAll(running, state);
    RaiseAtLocks(std::move(running), state);
  }
}

void Interrupter::RaiseAll(const std::vector<Ref<Request>>& requests, PyThreadState* state) {
  GilScope gil(state);
  last_attached_.store(NowNanoseconds());
  for (const auto& request : requests) Raise(request);
}

// From 3.14 on a lock that many want is handed from one thread to the next. Each of them is nearly
// always where it takes the lock, and a glance now and then would never find it behind that.
void Interrupter::RaiseAtLocks(std::vector<Ref<Request>> requests, PyThreadState* state) {
  const uint64_t begun = NowNanoseconds();
  std::chrono::nanoseconds pause = kAgainAtLock;
  for (uint64_t now = begun; std::chrono::nanoseconds(now - begun) < kAgain;) {
    std::erase_if(requests, [](const Ref<Request>& request) {
      return request->held_back_by != kMachinery ||
             request->phase.load() == Request::Phase::kFinished;
    });
    if (requests.empty()) return;
    std::this_thread::sleep_for(pause);
    if (interpreter_->runtime.exiting()) return;
    now = NowNanoseconds();
    RaiseAll(requests, state);
    // At most half of the time.
    pause = std::max(kAgainAtLock, std::chrono::nanoseconds(NowNanoseconds() - now));
  }
}

std::chrono::nanoseconds Interrupter::UntilNext() const {
  const uint64_t now = NowNanoseconds();
  std::chrono::nanoseconds next = kLongestWait;
  for (const auto& target : targets_) {
    next = std::min(next, target.due <= now ? std::chrono::nanoseconds(kAgain)
                                            : std::chrono::nanoseconds(target.due - now));
  }
  return next;
}

void Interrupter::Raise(const Ref<Request>& request) {
  // It may have ended while this thread waited for the GIL, and its lane's thread with it: the
  // thread state that is looked at below is there for as long as the request runs, which it cannot
  // cease to do without the GIL.
  if (request->phase.load() != Request::Phase::kRunning) return;
  ThreadLane* lane = ThreadLane::RunnerOf(*request);
  if (lane == nullptr) return;
  if (lane->HasAsTask(*request)) return RaiseInLoop(*lane, *request);
  bool insist = false;
  if (IsHeldBack(*lane, *request, &insist)) {
    ++request->spared;
    return;
  }
  // What waited for JavaScript is told by its host calls, which ends an event loop in good order;
  // an exception out of nowhere would go to the loop's handler, and to stderr.
  if (request->told_by_host_calls.load() && request->spared < kHostCallPatience) {
    ++request->spared;
    return;
  }
  if (!lane->InterruptIfRunning(*request, insist)) ++request->spared;
}

void Interrupter::RaiseInLoop(ThreadLane& lane, Request& request) {
  const uint32_t begun = lane.begun.load();
  if (++request.spared < kTurnPatience || !KeepsLoop(lane, request)) return;
  request.blocks_loop.store(true);
  bool insist = false;
  if (!IsHeldBack(lane, request, &insist)) lane.InterruptLoop(request, insist, begun);
}

bool Interrupter::KeepsLoop(const ThreadLane& lane, const Request& request) {
  PyOwned keeps = interpreter_->GlueFunction("pyloom._loop", "keeps_busy");
  PyOwned arguments(keeps ? py.PyTuple_New(2) : nullptr);
  PyOwned answer;
  if (arguments) {
    py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(lane.id));
    py.PyTuple_SetItem(arguments.get(), 1,
                       py.PyLong_FromUnsignedLongLong(reinterpret_cast<uintptr_t>(&request)));
    answer.Reset(py.PyObject_CallObject(keeps.get(), arguments.get()));
  }
  if (!answer) py.PyErr_Clear();
  return answer && answer.get() == py._Py_TrueStruct;
}

bool Interrupter::IsHeldBack(const ThreadLane& lane, Request& request, bool* insist) {
  const int64_t by = HeldBackBy(lane);
  if (by == kNothing) {
    request.held_back_by = kNothing;
    return false;
  }
  if (by != request.held_back_by) {
    request.held_back_by = by;
    request.held_back = 0;
  }
  // The import machinery's own steps end, or wait for a lock. Interrupted in one, a thread leaves
  // the lock of a module behind: whoever needs that module waits for ever.
  if (by == kMachinery || ++request.held_back <= kShieldPatience) return true;
  *insist = true;
  return false;
}

int64_t Interrupter::HeldBackBy(const ThreadLane& lane) {
  // Its frames may be looked at from here as long as this thread has the GIL. A free-threaded
  // Python has none, and would have to stop every thread of the process: tens of milliseconds each
  // time on a busy machine. There the lane says so itself.
  if (py.free_threaded) {
    using Shield = ThreadLane::Shield;
    const Shield shield = lane.shield.load();
    if (shield == Shield::kNone) return kNothing;
    return shield == Shield::kFirm ? kMachinery : int64_t{1} + lane.begun.load();
  }
  const PyOwned frame(py.PyThreadState_GetFrame(lane.thread_state()));
  if (!frame) return kNothing;
  const int64_t instruction = Instruction(frame.get());
  PyOwned held = interpreter_->GlueFunction("pyloom._shield", "held_back_by");
  PyOwned arguments(held ? py.PyTuple_New(2) : nullptr);
  PyOwned answer;
  if (arguments) {
    py.Py_IncRef(frame.get());
    py.PyTuple_SetItem(arguments.get(), 0, frame.get());
    py.PyTuple_SetItem(arguments.get(), 1, py.PyLong_FromLongLong(instruction));
    answer.Reset(py.PyObject_CallObject(held.get(), arguments.get()));
  }
  const int64_t by = answer ? Int64Of(answer.get()) : kNothing;
  if (!answer) py.PyErr_Clear();
  // That was Python code, which gives up the GIL when others have waited for long: the lane may be
  // somewhere else by now. Nothing from here to the sending gives it up.
  const PyOwned now(py.PyThreadState_GetFrame(lane.thread_state()));
  return now.get() == frame.get() && Instruction(now.get()) == instruction ? by : kMachinery;
}

}  // namespace pyloom
