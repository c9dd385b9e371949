#include "runtime/thread_lane.h"

#include "base/out_of_memory.h"
#include "platform/cpu.h"
#include "platform/stack_pointer.h"
#include "python/async_exception.h"
#include "python/c_recursion.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/call.h"
#include "runtime/interpreter.h"
#include "runtime/interrupter.h"
#include "runtime/runtime.h"
#include "runtime/thread_pool.h"

namespace pyloom {

thread_local ThreadLane* current_lane = nullptr;

namespace {
// CPython reckons with up to 800 bytes for each of the 10 000 C calls that it allows.
constexpr size_t kStackOfNested = size_t{32} << 20;
}  // namespace

ThreadLane::ThreadLane(uint32_t id, ThreadPool& pool) : Lane(id, pool), threads_(pool) {}

bool ThreadLane::CanRun(const Request& request) const {
  if (Runtime::RemoteOf(request) != nullptr) return false;
  if (request.pool != pool.kind || (request.lane >= 0 && static_cast<uint32_t>(request.lane) != id))
    return false;
  return request.interpreter < 0 ||
         static_cast<uint32_t>(request.interpreter) == interpreter.load()->id;
}

void ThreadLane::Cancel(const Ref<Request>& request) {
  interpreter.load()->interrupter->Interrupt(request);
}

void ThreadLane::Attach(Interpreter* in) {
  interpreter.store(in);
  current_lane = this;
  state_ = NewThreadState(in->state);
  thread_ident = py.PyThread_get_thread_ident();
  py.PyEval_RestoreThread(state_);
  c_calls_ = CRecursionLeft(state_);
  stack_base_ = StackPointer();
}

void ThreadLane::Detach() {
  caches = CallCaches();  // they hold Python objects of this interpreter
  py.PyThreadState_Clear(state_);
  py.PyThreadState_DeleteCurrent();
}

void ThreadLane::Serve(Ref<Request> request) noexcept {
  const AllocationsMayFail vital(false);
  Request* const outer = top.load();
  request->runner.store(this);  // in one queue at a time: nobody else has it
  if (!request->Begin()) return;
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
    TakeBackAsyncException(thread_ident);
    py.PyErr_Clear();
  }
  if (request->EndAsyncWaits()) NoteWait(false);
  if (request->awaitable != nullptr) return HandOver(std::move(request));
  completed.fetch_add(1, std::memory_order_relaxed);
  request->phase.store(Request::Phase::kFinished);
  if (request->cancelled.load()) EndStuck();
  // Before the result is posted: its reader's next call may be here sooner than this lane.
  if (outer == nullptr && !request->is_broadcast()) BeforeAnswer();
  request->Deliver();
}

// What the call has returned is to be awaited on an event loop: this lane is free.
void ThreadLane::HandOver(Ref<Request> request) {
  if (request->cancelled.load()) EndStuck();
  if (top.load() == nullptr) BeforeAnswer();
  request->pool = PoolKind::kAsyncHome;
  request->phase.store(Request::Phase::kQueued);
  // Cancelled until then, it was this lane that was told; from then on it is whoever has it.
  auto queued = Request::Phase::kQueued;
  if (request->cancelled.load() &&
      request->phase.compare_exchange_strong(queued, Request::Phase::kFinished)) {
    request->DropInput();
    return request->Deliver();  // for whoever counts the answers
  }
  threads_.runtime.Submit({std::move(request)});
}

// As many as the first, for as long as the stack has room for them.
int ThreadLane::CCallsOfNested() const {
  const auto used = static_cast<size_t>(stack_base_ - StackPointer());
  return used + kStackOfNested < kStackSize ? c_calls_ : 0;
}

namespace {
bool Withholds(ThreadLane::Shield shield, bool insist) {
  return shield == ThreadLane::Shield::kFirm || (shield == ThreadLane::Shield::kPatient && !insist);
}
}  // namespace

template <typename Predicate>
bool ThreadLane::InterruptIf(const Predicate& predicate, Request& request, bool insist) {
  interrupting.store(&request);
  // After the store: either this sees the shield, or whoever raises it sees `interrupting`.
  const bool withheld = Withholds(shield.load(), insist);
  if (!withheld && predicate()) {
    const auto sent = insist ? Request::Interrupt::kInsisted : Request::Interrupt::kSent;
    request.interrupt.store(sent);
    last_sent_.store(sent);
    py.PyThreadState_SetAsyncExc(thread_ident, interpreter.load()->glue.interrupted);
  }
  interrupting.store(nullptr);
  return !withheld;
}

bool ThreadLane::InterruptIfRunning(Request& request, bool insist) {
  const auto runs = [&] {
    return top.load() == &request && request.phase.load() == Request::Phase::kRunning;
  };
  return InterruptIf(runs, request, insist);
}

bool ThreadLane::InterruptLoop(Request& request, bool insist, uint32_t begun_before) {
  return InterruptIf([&] { return begun.load() == begun_before; }, request, insist);
}

ThreadLane::Shield ThreadLane::SwitchShield(Shield next) {
  const Shield outer = shield.exchange(next);
  if (next <= outer) return outer;
  while (interrupting.load() != nullptr) CpuRelax();
  // One that was sent and has not struck yet would strike behind the shield. The interrupter comes
  // again.
  const Request::Interrupt sent = last_sent_.load();
  if (sent != Request::Interrupt::kNone && Withholds(next, sent == Request::Interrupt::kInsisted)) {
    last_sent_.store(Request::Interrupt::kNone);
    TakeBackAsyncException(thread_ident);
  }
  return outer;
}

void ThreadLane::BeginWait() noexcept {
  waiting.store(true);
  NoteWait(true);
}

void ThreadLane::EndWait() noexcept {
  waiting.store(false);
  NoteWait(false);
}

void ThreadLane::ServeNested(Ref<Request> request) noexcept {
  EndWait();
  Serve(std::move(request));
  BeginWait();
}

Ref<Request> ThreadLane::TakeNested(uint64_t host_call) {
  return threads_.TakeNested(this, host_call);
}

}  // namespace pyloom
