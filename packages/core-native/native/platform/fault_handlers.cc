#include "platform/fault_handlers.h"

#ifndef _WIN32
#include <atomic>
#include <csignal>
#include <iterator>

#include "platform/dynamic_library.h"
#endif

namespace pyloom {

#ifdef _WIN32

// There both wait in a list of handlers, each of which may pass a fault on.
void NoteFaultHandlers() {}
void KeepFaultHandlers() {}

#else

namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS};

struct Handlers {
  struct sigaction javascript = {};  // written once, before Python starts
  bool noted = false;
  struct sigaction python = {};
  // Between the writing of `python` and its being in use.
  std::atomic<bool> has_python{false};
};
Handlers handlers[std::size(kSignals)];

// bool v8::TryHandleWebAssemblyTrapPosix(int, siginfo_t*, void*): true when it was WebAssembly's,
// and the context says where it goes on.
using TryTrap = bool (*)(int, siginfo_t*, void*);
TryTrap try_trap = nullptr;

Handlers& HandlersOf(int number) { return handlers[number == kSignals[0] ? 0 : 1]; }

void OnFault(int number, siginfo_t* info, void* context) {
  if (try_trap(number, info, context)) return;
  const Handlers& of_signal = HandlersOf(number);
  if (!of_signal.has_python.load(std::memory_order_acquire)) return;
  // It puts the handler from before back and raises the signal again, which ends the process.
  if ((of_signal.python.sa_flags & SA_SIGINFO) != 0) {
    of_signal.python.sa_sigaction(number, info, context);
  } else {
    of_signal.python.sa_handler(number);
  }
}

bool IsSet(const struct sigaction& action) {
  return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

}  // namespace

void NoteFaultHandlers() {
  try_trap = reinterpret_cast<TryTrap>(
      FindInProcess("_ZN2v829TryHandleWebAssemblyTrapPosixEiP9siginfo_tPv"));
  for (const int number : kSignals) {
    Handlers& of_signal = HandlersOf(number);
    of_signal.noted = sigaction(number, nullptr, &of_signal.javascript) == 0;
  }
}

void KeepFaultHandlers() {
  for (const int number : kSignals) {
    Handlers& of_signal = HandlersOf(number);
    struct sigaction now = {};
    if (!of_signal.noted || !IsSet(of_signal.javascript) || sigaction(number, nullptr, &now) != 0 ||
        !IsSet(now) || now.sa_sigaction == &OnFault ||
        now.sa_sigaction == of_signal.javascript.sa_sigaction) {
      continue;
    }
    // A runtime that cannot be asked keeps its handler, and Python does without.
    struct sigaction first = of_signal.javascript;
    if (try_trap != nullptr) {
      of_signal.python = now;
      of_signal.has_python.store(true, std::memory_order_release);
      first = now;  // with Python's stack for signals, so that a full one can be told of
      first.sa_flags |= SA_SIGINFO;
      first.sa_sigaction = &OnFault;
    }
    sigaction(number, &first, nullptr);
  }
}

#endif

}  // namespace pyloom
