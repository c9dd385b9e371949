// A program that runs beside this one, with memory and sockets that it is handed.
//
// Threads: one at a time.
#ifndef PYLOOM_PLATFORM_CHILD_PROCESS_H_
#define PYLOOM_PLATFORM_CHILD_PROCESS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pyloom {

struct ProgramStart {
  std::string executable;
  std::vector<std::string> arguments;                    // without the executable
  std::vector<std::string> environment;                  // "NAME=value"
  std::vector<std::pair<int, int>> descriptors;          // of this process; by which it knows them
  std::vector<std::pair<std::string, uint64_t>> limits;  // "as", "cpu" and the like
  std::vector<int> held_back;                            // signals, until it says otherwise
};

// How one ended. Windows has exit codes of 32 bits, and calls no end but Kill a signal.
struct ProgramEnd {
  int64_t exit_code = -1;  // -1: by a signal
  int signal = 0;
};

class ChildProcess {
 public:
  ChildProcess() = default;
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Not a fork of this process, whose threads and memory are many. False with `error`.
  bool Start(const ProgramStart& start, std::string* error);

  int pid() const { return pid_; }
  // By which Readiness tells of its end; -1: this system has none, and Ended is to be asked again
  // and again.
  int end_descriptor() const { return end_descriptor_; }
  // Once it is true the process is gone, and its number may be another's.
  bool Ended(ProgramEnd* end);
  // As by Ctrl-C; nothing on Windows, which has no such signal for one process.
  void Interrupt();
  // It ends here and now.
  void Kill();

 private:
  int pid_ = -1;
  int end_descriptor_ = -1;  // on Windows the process's own
#ifdef _WIN32
  int job_ = -1;  // with whose last descriptor it ends, that is with this process at the latest
  bool is_killed_ = false;
#endif
};

// 'SIGSEGV'; 'signal 99'.
std::string SignalName(int signal);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_CHILD_PROCESS_H_
