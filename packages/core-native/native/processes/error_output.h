// What processes write to stderr: it goes on to this process's own, and the last of it is kept for
// whoever is told of a crash.
//
// Never waits for whoever reads this process's stderr, but at its end: what that does not take is
// kept, and no more is read until it does, so that those who write wait, as they would if they
// wrote there themselves.
//
// Threads: any.
#ifndef PYLOOM_PROCESSES_ERROR_OUTPUT_H_
#define PYLOOM_PROCESSES_ERROR_OUTPUT_H_

#include <mutex>
#include <string>

#include "processes/process.h"

namespace pyloom {

class ErrorOutput {
 public:
  // Something of that process may be there.
  void Take(Process& process);
  // All that is there.
  void TakeAll(Process& process);
  // Nothing is taken from it any more.
  void Close(Process& process);
  // As far as this process's stderr takes it; waits for that so many milliseconds at a time.
  void PassOn(int patience);
  // Whether anything waits for this process's stderr.
  bool IsStuck();

 private:
  bool ReadSome(Process& process);
  static void CloseOutput(Process& process);
  void PassOnLocked(int patience);

  std::mutex mutex_;
  std::string kept_;  // guarded by mutex_
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_ERROR_OUTPUT_H_
