#include "runtime/worker_lane.h"

#include "platform/cpu.h"
#include "platform/time_slice.h"
#include "python/gil.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/worker_pool.h"

namespace pyloom {

namespace {
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

WorkerLane::WorkerLane(uint32_t id, WorkerPool& pool) : PooledLane(id, pool), workers_(pool) {}

void WorkerLane::NoteWait(bool is_waiting) noexcept {
  // What a finaliser asks of JavaScript may take long: others have to look for requests instead.
  if (is_waiting) workers_.EndBetweenRequests(this);
  PooledLane::NoteWait(is_waiting);
}

void WorkerLane::BeforeAnswer() noexcept { workers_.BeginBetweenRequests(this); }

void WorkerLane::Run() {
  RequestLongTurns();
  Interpreter* in = interpreter.load();
  const uint64_t born = NowNanoseconds();
  uint64_t slice_end = born + kGilSlice;
  int served = 0;
  for (;;) {
    if (Ref<Request> request = workers_.Take(this)) {
      Serve(std::move(request));
      in->references.Drain();
      if (++served % kRequestsPerClockReading != 0) continue;
      const uint64_t now = NowNanoseconds();
      if (py.loses_pages && served >= kRequestsOfShortLife && now - born > kShortLife &&
          workers_.Replace(this))
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
    const bool stay = workers_.WaitForWork(this);
    workers_.runtime.StopIfExiting();
    py.PyEval_RestoreThread(state_);
    if (!stay) return;
    slice_end = NowNanoseconds() + kGilSlice;
  }
}

}  // namespace pyloom
