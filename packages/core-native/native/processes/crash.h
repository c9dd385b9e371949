// How a process ended, for those whose calls it took with it, and for whoever listens.
#ifndef PYLOOM_PROCESSES_CRASH_H_
#define PYLOOM_PROCESSES_CRASH_H_

#include <string>

#include "platform/child_process.h"
#include "pyloom/wire_writer.h"

namespace pyloom {

struct Crash {
  int pid;
  ProgramEnd end;
  std::string report, last_words;
  std::string reason;  // why it was ended, if it was by this process
};

inline constexpr uint32_t kCrashFacts = 6;

// As many entries of a map.
void WriteCrashFacts(WireWriter* map, const Crash& crash);

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_CRASH_H_
