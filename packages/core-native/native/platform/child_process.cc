#include "platform/child_process.h"

#ifndef _WIN32
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#endif
#ifdef __linux__
#include <sys/syscall.h>
#endif

namespace pyloom {

#ifdef _WIN32

ChildProcess::~ChildProcess() = default;
bool ChildProcess::Start(const ProgramStart&, std::string* error) {
  *error = "processes are not to be had on Windows yet";
  return false;
}
bool ChildProcess::Ended(ProgramEnd*) { return true; }
void ChildProcess::Signal(int) {}
uint64_t ChildProcess::ResidentBytes(int) { return 0; }
bool MakeSocketPair(int*) { return false; }
bool MakePipe(int*) { return false; }
std::string SignalName(int signal) { return "signal " + std::to_string(signal); }

#else

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
  for (const auto& each : texts) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Beyond those that the program is to know its own by: none is overwritten before it is copied.
std::vector<int> OutOfTheWay(const std::vector<std::pair<int, int> >& descriptors) {
  constexpr int kFirstFree = 16;
  std::vector<int> moved;
  for (const auto& [ours, theirs] : descriptors) {
    moved.push_back(fcntl(ours, F_DUPFD_CLOEXEC, kFirstFree));
  }
  return moved;
}

#ifdef __linux__

void Limit(int pid, const std::string& name, uint64_t value) {
  static constexpr std::pair<const char*, __rlimit_resource> kKinds[] = {
      {"as", RLIMIT_AS},         {"core", RLIMIT_CORE},   {"cpu", RLIMIT_CPU},
      {"data", RLIMIT_DATA},     {"fsize", RLIMIT_FSIZE}, {"memlock", RLIMIT_MEMLOCK},
      {"nofile", RLIMIT_NOFILE}, {"nproc", RLIMIT_NPROC}, {"stack", RLIMIT_STACK},
  };
  for (const auto& [kind, resource] : kKinds) {
    if (name != kind) continue;
    const rlimit limit{value, value};
    prlimit(pid, resource, &limit, nullptr);
  }
}

#else

void Limit(int, const std::string&, uint64_t) {}

#endif

}  // namespace

ChildProcess::~ChildProcess() {
  if (end_descriptor_ >= 0) close(end_descriptor_);
}

bool ChildProcess::Start(const ProgramStart& start, std::string* error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  const std::vector<int> moved = OutOfTheWay(start.descriptors);
  for (size_t i = 0; i < moved.size(); ++i) {
    posix_spawn_file_actions_adddup2(&actions, moved[i], start.descriptors[i].second);
  }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> arguments = start.arguments;
  arguments.insert(arguments.begin(), start.executable);
  const int failed = posix_spawn(&pid_, start.executable.c_str(), &actions, &attributes,
                                 Pointers(arguments).data(), Pointers(start.environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  for (const int each : moved) close(each);
  if (failed != 0) {
    pid_ = -1;
    *error = start.executable + ": " + strerror(failed);  // NOLINT(concurrency-mt-unsafe)
    return false;
  }
  for (const auto& [name, value] : start.limits) Limit(pid_, name, value);
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

void ChildProcess::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

uint64_t ChildProcess::ResidentBytes(int pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  FILE* file = fopen(path, "re");
  if (file == nullptr) return 0;
  unsigned long long size = 0, resident = 0;
  const int read = fscanf(file, "%llu %llu", &size, &resident);
  fclose(file);
  return read == 2 ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

bool MakeSocketPair(int ends[2]) {
#ifdef SOCK_CLOEXEC
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return false;
  for (int i = 0; i < 2; ++i) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  return true;
#endif
}

bool MakePipe(int ends[2]) {
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
#else
  if (pipe(ends) != 0) return false;
  for (int i = 0; i < 2; ++i) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
#endif
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return true;
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

#endif

}  // namespace pyloom
