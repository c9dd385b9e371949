#include "platform/child_process.h"

#ifndef _WIN32
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#ifdef __linux__
#include <sys/syscall.h>
#else
#include <spawn.h>
#endif

namespace pyloom {

namespace {

int OpenEndDescriptor(int pid) {
#ifdef SYS_pidfd_open
  return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
#else
  (void)pid;
  return -1;
#endif
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const auto& each : texts) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Beyond those that the program is to know its own by: none is overwritten before it is copied.
class OutOfTheWay {
 public:
  explicit OutOfTheWay(const std::vector<std::pair<int, int> >& descriptors) {
    constexpr int kFirstFree = 16;
    for (const auto& [ours, theirs] : descriptors) {
      moved_.push_back(fcntl(ours, F_DUPFD_CLOEXEC, kFirstFree));
      complete_ = complete_ && moved_.back() >= 0;
    }
  }
  ~OutOfTheWay() {
    for (const int each : moved_) {
      if (each >= 0) close(each);
    }
  }
  OutOfTheWay(const OutOfTheWay&) = delete;
  OutOfTheWay& operator=(const OutOfTheWay&) = delete;

  bool complete() const { return complete_; }
  int operator[](size_t i) const { return moved_[i]; }

 private:
  std::vector<int> moved_;
  bool complete_ = true;
};

bool Fail(const std::string& what, int number, std::string* error) {
  *error = what + ": " + strerror(number);  // NOLINT(concurrency-mt-unsafe)
  return false;
}

sigset_t SetOf(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : signals) sigaddset(&set, each);
  return set;
}

#ifdef __linux__

bool FindLimit(const std::string& name, decltype(RLIMIT_AS)* resource) {
  // Those of Python's module resource.
  static constexpr std::pair<const char*, decltype(RLIMIT_AS)> kKinds[] = {
      {"as", RLIMIT_AS},
      {"core", RLIMIT_CORE},
      {"cpu", RLIMIT_CPU},
      {"data", RLIMIT_DATA},
      {"fsize", RLIMIT_FSIZE},
      {"memlock", RLIMIT_MEMLOCK},
      {"msgqueue", RLIMIT_MSGQUEUE},
      {"nice", RLIMIT_NICE},
      {"nofile", RLIMIT_NOFILE},
      {"nproc", RLIMIT_NPROC},
      {"rss", RLIMIT_RSS},
      {"rtprio", RLIMIT_RTPRIO},
      {"rttime", RLIMIT_RTTIME},
      {"sigpending", RLIMIT_SIGPENDING},
      {"stack", RLIMIT_STACK},
  };
  for (const auto& [kind, each] : kKinds) {
    if (name != kind) continue;
    *resource = each;
    return true;
  }
  return false;
}

struct SystemLimit {
  decltype(RLIMIT_AS) resource;
  rlimit value;
};

// All that a new program is made of, found while there is time to fail, and how it failed.
struct Launch {
  const char* executable;
  char* const* arguments;
  char* const* environment;
  std::vector<std::pair<int, int> > descriptors;
  std::vector<SystemLimit> limits;
  sigset_t held_back;
  int refused_limit = -1;  // its place
  int error = 0;           // of errno
};

// Runs in the memory of the process that starts it, whose thread waits (vfork): it calls the system
// and nothing else.
[[noreturn]] void Become(Launch* launch) {
  struct sigaction by_default{};
  by_default.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &by_default, nullptr);
  bool good = true;
  for (const auto& [from, to] : launch->descriptors) good = good && dup2(from, to) >= 0;
  const int nothing = open("/dev/null", O_RDONLY);
  good = good && nothing >= 0 && (nothing == 0 || (dup2(nothing, 0) == 0 && close(nothing) == 0));
  for (size_t i = 0; good && i < launch->limits.size(); ++i) {
    const SystemLimit& limit = launch->limits[i];
    good = setrlimit(limit.resource, &limit.value) == 0;
    if (!good) launch->refused_limit = static_cast<int>(i);
  }
  if (good) {
    pthread_sigmask(SIG_SETMASK, &launch->held_back, nullptr);
    execve(launch->executable, launch->arguments, launch->environment);
  }
  launch->error = errno;
  _exit(127);
}

// No handler of this process runs in the new one, while they share memory.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_;
};

// Not posix_spawn: limits that are set once the program runs come too late for what its allocator
// has reserved by then (mimalloc, in free-threaded builds: 1 GiB).
int Spawn(Launch* launch) {
  const NoSignals no_signals;
  const pid_t pid = vfork();     // NOLINT(bugprone-unsafe-functions,clang-analyzer-security.*)
  if (pid == 0) Become(launch);  // NOLINT(clang-analyzer-unix.Vfork): it keeps to what may be done
  if (pid < 0) launch->error = errno;
  if (launch->error == 0) return pid;
  while (pid > 0 && waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  return -1;
}

int Launched(const ProgramStart& start, const OutOfTheWay& moved, std::string* error) {
  std::vector<std::string> arguments = start.arguments;
  arguments.insert(arguments.begin(), start.executable);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> environment_pointers = Pointers(start.environment);
  Launch launch{
      start.executable.c_str(), argument_pointers.data(), environment_pointers.data(), {}, {},
      SetOf(start.held_back)};
  for (size_t i = 0; i < start.descriptors.size(); ++i) {
    launch.descriptors.emplace_back(moved[i], start.descriptors[i].second);
  }
  for (const auto& [name, value] : start.limits) {
    SystemLimit limit{RLIMIT_AS, {value, value}};
    if (!FindLimit(name, &limit.resource)) {
      *error = "this system has no limit '" + name + "'";
      return -1;
    }
    launch.limits.push_back(limit);
  }
  const int pid = Spawn(&launch);
  if (pid < 0 && launch.refused_limit >= 0) {
    const auto& [name, value] = start.limits[launch.refused_limit];
    Fail("the limit '" + name + "' of " + std::to_string(value), launch.error, error);
  } else if (pid < 0) {
    Fail(start.executable, launch.error, error);
  }
  return pid;
}

#else

int Launched(const ProgramStart& start, const OutOfTheWay& moved, std::string* error) {
  if (!start.limits.empty()) {
    *error = "limits are not to be had on this system";
    return -1;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  int failed = 0;
  for (size_t i = 0; i < start.descriptors.size() && failed == 0; ++i) {
    failed = posix_spawn_file_actions_adddup2(&actions, moved[i], start.descriptors[i].second);
  }
  if (failed == 0) failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  const sigset_t held_back = SetOf(start.held_back);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &held_back);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> arguments = start.arguments;
  arguments.insert(arguments.begin(), start.executable);
  int pid = -1;
  if (failed == 0) {
    failed = posix_spawn(&pid, start.executable.c_str(), &actions, &attributes,
                         Pointers(arguments).data(), Pointers(start.environment).data());
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed == 0) return pid;
  Fail(start.executable, failed, error);
  return -1;
}

#endif

}  // namespace

ChildProcess::~ChildProcess() {
  if (end_descriptor_ >= 0) close(end_descriptor_);
}

bool ChildProcess::Start(const ProgramStart& start, std::string* error) {
  const OutOfTheWay moved(start.descriptors);
  if (!moved.complete()) {
    *error = "the system refuses another descriptor";
    return false;
  }
  pid_ = Launched(start, moved, error);
  if (pid_ < 0) return false;
  end_descriptor_ = OpenEndDescriptor(pid_);
  return true;
}

bool ChildProcess::Ended(ProgramEnd* end) {
  if (pid_ < 0) return true;
  int status = 0;
  const int waited = waitpid(pid_, &status, WNOHANG);
  if (waited == 0 || (waited < 0 && errno == EINTR)) return false;
  if (waited > 0 && WIFEXITED(status)) end->exit_code = WEXITSTATUS(status);
  if (waited > 0 && WIFSIGNALED(status)) end->signal = WTERMSIG(status);
  pid_ = -1;
  return true;
}

void ChildProcess::Interrupt() {
  if (pid_ > 0) kill(pid_, SIGINT);
}

void ChildProcess::Kill() {
  if (pid_ > 0) kill(pid_, SIGKILL);
}

std::string SignalName(int signal) {
  static constexpr std::pair<int, const char*> kNames[] = {
      {SIGHUP, "SIGHUP"},   {SIGINT, "SIGINT"},   {SIGQUIT, "SIGQUIT"}, {SIGILL, "SIGILL"},
      {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},   {SIGFPE, "SIGFPE"},
      {SIGKILL, "SIGKILL"}, {SIGUSR1, "SIGUSR1"}, {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
      {SIGPIPE, "SIGPIPE"}, {SIGALRM, "SIGALRM"}, {SIGTERM, "SIGTERM"}, {SIGXCPU, "SIGXCPU"},
      {SIGXFSZ, "SIGXFSZ"}, {SIGSYS, "SIGSYS"},
  };
  for (const auto& [number, name] : kNames) {
    if (number == signal) return name;
  }
  return "signal " + std::to_string(signal);
}

}  // namespace pyloom

#endif
