#include "runtime/lane.h"

#include "base/out_of_memory.h"
#include "base/thread.h"
#include "platform/cpu.h"
#include "platform/stack_pointer.h"
#include "platform/time_slice.h"
#include "python/c_recursion.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/async_inbox.h"
#include "runtime/call.h"
#include "runtime/interrupter.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

thread_local Lane* current_lane = nullptr;

namespace {
// CPython reckons with up to 800 bytes for each of the 10 000 C calls that it allows.
constexpr size_t kStackOfNested = size_t{32} << 20;
// How long one lane keeps a shared GIL over many short calls before others may have it.
constexpr uint64_t kGilSlice = 1'000'000;
constexpr int kRequestsPerClockReading = 16;
// Where CPython loses pages to threads that live on, a lane leaves its place to a new one after
// this much. A soak of calls of all kinds grew by 0.9 KB a call; with lanes that live for 1000, it
// does not. The time is there for short calls, which lose little and should not pay for many
// threads.
constexpr int kRequestsOfShortLife = 1000;
constexpr uint64_t kShortLife = 1'000'000'000;
}  // namespace

Lane::Lane(uint32_t id, Pool* pool, Role role) : id(id), pool(pool), role(role) {
  if (IsAsync(pool->kind) && role == Role::kPool) inbox = new AsyncInbox();
}
Lane::~Lane() = default;

bool Lane::Start(Interpreter* in) {
  // Under the pool's mutex: nobody else starts it meanwhile.
  alive = true;
  stuck = Stuck::kNot;
  wait_depth = 0;
  interpreter.store(in);
  if (in != nullptr) ++in->active_lanes;
  if (StartThread(kStackSize, [this] { Main(); })) return true;
  if (in != nullptr) --in->active_lanes;
  alive = false;
  return false;
}

void Lane::Main() {
  Interpreter* in = interpreter.load();
  const bool is_first = in == nullptr;
  if (is_first) {
    in = Runtime::Get().CreateInterpreter(pool->kind);
    if (in == nullptr) return pool->OnStartFailed(this);
    pool->OnStarted(this, in);
  }
  if (!inbox) RequestLongTurns();
  Attach(in);
  if (is_first) Runtime::Get().Introduce(*this);
  inbox ? ServeLoop() : ServeQueue();
  Detach();
  pool->OnEnded(this);
}

void Lane::Attach(Interpreter* in) {
  interpreter.store(in);
  current_lane = this;
  state_ = NewThreadState(in->state);
  thread_ident = py.PyThread_get_thread_ident();
  py.PyEval_RestoreThread(state_);
  c_calls_ = CRecursionLeft(state_);
  stack_base_ = StackPointer();
}

void Lane::Detach() {
  caches = CallCaches();  // they hold Python objects of this interpreter
  py.PyThreadState_Clear(state_);
  py.PyThreadState_DeleteCurrent();
}

void Lane::ServeQueue() {
  Interpreter* in = interpreter.load();
  const uint64_t born = NowNanoseconds();
  uint64_t slice_end = born + kGilSlice;
  int served = 0;
  for (;;) {
    if (Ref<Request> request = pool->Take(this)) {
      Serve(std::move(request));
      in->references.Drain();
      if (++served % kRequestsPerClockReading != 0) continue;
      const uint64_t now = NowNanoseconds();
      if (py.loses_pages && served >= kRequestsOfShortLife && now - born > kShortLife &&
          pool->Replace(this))
        return;
      if (now > slice_end) {
        {
          GilRelease released;
        }
        slice_end = NowNanoseconds() + kGilSlice;
      }
      continue;
    }
    in->references.Drain();
    py.PyEval_SaveThread();
    const bool stay = pool->WaitForWork(this);
    Runtime::Get().StopIfExiting();
    py.PyEval_RestoreThread(state_);
    if (!stay) return;
    slice_end = NowNanoseconds() + kGilSlice;
  }
}

void Lane::Serve(Ref<Request> request) noexcept {
  const AllocationsMayFail vital(false);
  Request* const outer = top.load();
  request->runner.store(this);  // in one queue at a time: nobody else has it
  auto expected = Request::Phase::kQueued;
  if (!request->phase.compare_exchange_strong(expected, Request::Phase::kRunning)) return;
  DeferReleases defer;
  CRecursionScope calls(state_, CCallsOfNested());
  top.store(request.get());
  RunCall(*interpreter.load(), caches, *request);
  top.store(outer);
  // An interrupt may be about to be sent: with a GIL the sender would hold it, so that this loop is
  // for free-threaded builds.
  while (interrupting.load() == request.get()) CpuRelax();
  if (request->interrupt.load() != Request::Interrupt::kNone) {
    // It must not hit the next request.
    py.PyThreadState_SetAsyncExc(thread_ident, nullptr);
    py.PyErr_Clear();
  }
  request->EndAsyncWaits();
  if (request->awaitable != nullptr) return HandOver(std::move(request));
  completed.fetch_add(1, std::memory_order_relaxed);
  request->phase.store(Request::Phase::kFinished);
  if (request->cancelled.load()) pool->TakeBack(this);
  // Before the result is posted: its reader's next call may be here sooner than this lane.
  if (outer == nullptr && !inbox && !request->is_broadcast()) pool->BeginLooking(this);
  request->Deliver();
}

// What the call has returned is to be awaited on an event loop: this lane is free.
void Lane::HandOver(Ref<Request> request) {
  if (request->cancelled.load()) pool->TakeBack(this);
  if (top.load() == nullptr) pool->BeginLooking(this);
  request->pool = PoolKind::kAsyncHome;
  request->phase.store(Request::Phase::kQueued);
  // Cancelled until then, it was this lane that was told; from then on it is whoever has it.
  auto queued = Request::Phase::kQueued;
  if (request->cancelled.load() &&
      request->phase.compare_exchange_strong(queued, Request::Phase::kFinished)) {
    return request->DropInput();
  }
  Runtime::Get().Submit({std::move(request)});
}

// As many as the first, for as long as the stack has room for them.
int Lane::CCallsOfNested() const {
  const auto used = static_cast<size_t>(stack_base_ - StackPointer());
  return used + kStackOfNested < kStackSize ? c_calls_ : 0;
}

bool Lane::InterruptIfRunning(Request& request, bool insist) {
  interrupting.store(&request);
  // After the store: either this sees the shield, or whoever raises it sees `interrupting`.
  const bool shielded = shields.load() > 0 && !insist;
  if (!shielded && top.load() == &request && request.phase.load() == Request::Phase::kRunning) {
    request.interrupt.store(insist ? Request::Interrupt::kInsisted : Request::Interrupt::kSent);
    py.PyThreadState_SetAsyncExc(thread_ident, interpreter.load()->glue.interrupted);
  }
  interrupting.store(nullptr);
  return !shielded;
}

void Lane::BeginShield() {
  if (shields.fetch_add(1) > 0) return;
  while (interrupting.load() != nullptr) CpuRelax();
  // One that was sent and has not struck yet would strike behind the shield. The interrupter comes
  // again.
  Request* request = top.load();
  if (request != nullptr && request->interrupt.load() == Request::Interrupt::kSent)
    py.PyThreadState_SetAsyncExc(thread_ident, nullptr);
}

void Lane::EndShield() { shields.fetch_sub(1); }

void Lane::BeginWait() {
  waiting.store(true);
  pool->OnWait(this, true);
}

void Lane::EndWait() {
  waiting.store(false);
  pool->OnWait(this, false);
}

}  // namespace pyloom
