#include "runtime/flush_interpreters.h"

#include <memory>
#include <mutex>

#include "base/thread.h"
#include "platform/steady_condition.h"
#include "python/gil.h"
#include "python/thread_states.h"
#include "runtime/interpreter.h"
#include "runtime/sync_thread.h"

namespace pyloom {

namespace {

// As much as a main thread has: a program may have put streams of its own in place of Python's.
constexpr size_t kStackSize = size_t{8} << 20;

// Shared with the threads, which may come to their end after the caller has gone on.
struct Remaining {
  std::mutex mutex;
  SteadyCondition none;
  size_t count = 0;
};

void Flush(const Interpreter& interpreter) {
  GilScope gil(NewThreadState(interpreter.state));
  PyOwned flush = interpreter.GlueFunction("pyloom._stdio", "flush");
  if (!flush || !PyOwned(py.PyObject_CallObject(flush.get(), nullptr))) py.PyErr_Clear();
  if (interpreter.id == 0) SyncThread::InterruptWorkers(interpreter);
}

}  // namespace

void FlushInterpreters(const std::vector<Interpreter*>& interpreters,
                       std::chrono::milliseconds patience) {
  auto remaining = std::make_shared<Remaining>();
  for (Interpreter* interpreter : interpreters) {
    std::lock_guard lock(remaining->mutex);
    const bool started = StartThread(kStackSize, [interpreter, remaining] {
      Flush(*interpreter);
      std::lock_guard guard(remaining->mutex);
      if (--remaining->count == 0) remaining->none.notify_one();
    });
    if (started) ++remaining->count;
  }
  std::unique_lock lock(remaining->mutex);
  remaining->none.wait_for(lock, patience, [&] { return remaining->count == 0; });
}

}  // namespace pyloom
