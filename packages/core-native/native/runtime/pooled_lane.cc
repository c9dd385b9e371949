#include "runtime/pooled_lane.h"

#include "base/thread.h"
#include "platform/cpu.h"
#include "runtime/interpreter.h"
#include "runtime/interrupter.h"
#include "runtime/runtime.h"
#include "runtime/thread_pool.h"

namespace pyloom {

bool PooledLane::Start(Place* where) {
  alive = true;
  stuck = Stuck::kNot;
  wait_depth = 0;
  place = where;
  interpreter.store(where == nullptr ? nullptr : where->interpreter);
  if (where != nullptr) ++where->active_lanes;
  if (StartThread(kStackSize, [this] { Main(); })) return true;
  if (where != nullptr) --where->active_lanes;
  alive = false;
  return false;
}

void PooledLane::Main() {
  Interpreter* in = interpreter.load();
  const bool is_first = in == nullptr;
  if (is_first) {
    in = threads_.runtime.CreateInterpreter(threads_);
    if (in == nullptr) return threads_.OnStartFailed(this);
    threads_.OnStarted(this, in);
  }
  Attach(in);
  if (is_first) {
    threads_.runtime.Introduce(*this);
    threads_.OnIntroduced(this);
  }
  Run();
  Detach();
  threads_.OnEnded(this);
}

void PooledLane::NoteWait(bool is_waiting) noexcept { threads_.OnWait(this, is_waiting); }

void PooledLane::EndStuck() noexcept { threads_.OnUnstuck(this); }

bool PooledLane::LookAfterCancelled(const Request& request, uint64_t since) {
  // Something nested runs on top of it, or it waits and is told by its host call.
  if (top.load() != &request || waiting.load()) return true;
  Stuck now = Stuck::kKeepsGil;
  // Whoever interrupts has had the GIL since: the code waits without it, and others can run there.
  if (interpreter.load()->interrupter->last_attached() > since || !HasOwnInterpreters(pool.kind)) {
    now = Stuck::kLeavesGil;
  } else if (NowNanoseconds() - since > kGilPatience) {
    now = Stuck::kForGood;
  }
  threads_.OnStuck(this, request, now);
  return now == Stuck::kKeepsGil;
}

}  // namespace pyloom
