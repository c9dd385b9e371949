// What happens to Python as the process ends.

#include <chrono>
#include <thread>

#include "base/thread.h"
#include "platform/exit_without_destructors.h"
#include "runtime/flush_interpreters.h"
#include "runtime/runtime.h"
#include "runtime/sync_thread.h"

namespace pyloom {

namespace {
// How long leaving the process may wait for Python: 100 ms are allowed in all. Flushing takes one,
// but up to 47 where five threads compete for two processors.
constexpr std::chrono::milliseconds kExitPatience(75);
}  // namespace

void Runtime::Exit() {
  if (!started_.load() || exiting_.load()) return;
  FlushInterpreters(Interpreters(), kExitPatience);
  exiting_.store(true, std::memory_order_release);
  ExitWithoutDestructorsIf([] { return Runtime::Get().lanes.AnyBusy(); });
}

void Runtime::ExitPastWorkers(int code, std::chrono::milliseconds rest) {
  if (!SyncThread::WorkersStayBusy(kExitPatience)) return;
  if (rest == rest.zero()) ExitAtOnce(code);
  constexpr size_t kStackSize = 256 << 10;
  StartThread(kStackSize, [code, rest] {
    std::this_thread::sleep_for(rest);
    ExitAtOnce(code);
  });
}

void Runtime::StopIfExiting() {
  if (!exiting()) return;
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

}  // namespace pyloom
