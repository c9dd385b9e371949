#include "platform/group_signals.h"

#ifdef _WIN32
#include <csignal>

#include "platform/windows_handle.h"
#else
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace pyloom {

#ifdef _WIN32

const std::vector<int>& GroupSignals() {
  static const std::vector<int> signals = {SIGINT};
  return signals;
}

// A console's Ctrl-C and Ctrl-Break, which it has not got until now, end here: before Python, whose
// handler is older. Programs that it starts get them as usual.
void BeginGroupSignals() {
  const auto ignore = [](DWORD event) -> BOOL {
    return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
  };
  SetConsoleCtrlHandler(ignore, TRUE);
  SetConsoleCtrlHandler(nullptr, FALSE);
}

void EndGroupSignals() {}

#else

namespace {

struct sigaction pythons_interrupt;

// For this process alone: a terminal's has no sender, and whoever sends one to a group sends it to
// the parent, too.
bool IsMeant(const siginfo_t& info) {
#ifdef __linux__
  const bool has_sender =
      info.si_code == SI_USER || info.si_code == SI_TKILL || info.si_code == SI_QUEUE;
#else
  const bool has_sender = info.si_code == SI_USER || info.si_code == SI_QUEUE;
#endif
  return has_sender && info.si_pid == getpid();
}

void OnSignal(int number, siginfo_t* info, void*) {
  if (!IsMeant(*info)) return;
  const int before = errno;
  signal(number, SIG_DFL);
  raise(number);  // strikes as this returns
  errno = before;
}

void Handle(int number, struct sigaction* before) {
  struct sigaction action{};
  action.sa_sigaction = OnSignal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, before);
}

sigset_t AllOfThem() {
  sigset_t all;
  sigemptyset(&all);
  for (const int number : GroupSignals()) sigaddset(&all, number);
  return all;
}

// Of the thread that forks.
thread_local sigset_t before_fork;

void HoldBack() {
  const sigset_t all = AllOfThem();
  pthread_sigmask(SIG_BLOCK, &all, &before_fork);
}

void LetGo() { pthread_sigmask(SIG_SETMASK, &before_fork, nullptr); }

// A forked child is its parent's to end, which may do so at once.
void BeAsOthers() {
  for (const int number : GroupSignals()) {
    struct sigaction action{};
    sigaction(number, nullptr, &action);
    const bool is_ours = (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == OnSignal;
    if (is_ours) signal(number, SIG_DFL);
  }
  LetGo();
}

}  // namespace

const std::vector<int>& GroupSignals() {
  static const std::vector<int> signals = {SIGINT, SIGTERM, SIGHUP};
  return signals;
}

void BeginGroupSignals() {
  for (const int number : GroupSignals()) {
    struct sigaction before{};
    sigaction(number, nullptr, &before);
    if (number == SIGINT) {
      Handle(number, &pythons_interrupt);
    } else if (before.sa_handler == SIG_DFL) {
      Handle(number, nullptr);
    }
  }
  pthread_atfork(HoldBack, LetGo, BeAsOthers);
  const sigset_t all = AllOfThem();
  pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

void EndGroupSignals() { sigaction(SIGINT, &pythons_interrupt, nullptr); }

#endif

}  // namespace pyloom
