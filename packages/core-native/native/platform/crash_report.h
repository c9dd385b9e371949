// What another process writes as it dies, for this one to read afterwards.
#ifndef PYLOOM_PLATFORM_CRASH_REPORT_H_
#define PYLOOM_PLATFORM_CRASH_REPORT_H_

#include <string>

#include "platform/shared_memory.h"

namespace pyloom {

// Nothing is left of it when both have gone.
class CrashReport {
 public:
  CrashReport() = default;
  ~CrashReport();
  CrashReport(const CrashReport&) = delete;
  CrashReport& operator=(const CrashReport&) = delete;

  // False with `error`.
  bool Create(std::string* error);
  // What the other writes to, as to a file.
  int descriptor() const;
  // What it has written; not all of one that is very long.
  std::string Text() const;

 private:
#ifdef _WIN32
  int file_ = -1;
#else
  SharedMemory memory_;
#endif
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_CRASH_REPORT_H_
