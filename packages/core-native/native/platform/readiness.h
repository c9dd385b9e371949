// Waiting for several things at once: the ends of processes, what comes by pipes and sockets.
//
// Threads: one waits, any wakes it.
#ifndef PYLOOM_PLATFORM_READINESS_H_
#define PYLOOM_PLATFORM_READINESS_H_

#include <cstdint>
#include <vector>

namespace pyloom {

enum class Await : uint8_t {
  kNothing,
  kEnd,    // of the process
  kInput,  // or that nobody is left who could send any
  kRoom,   // for more
  kInputOrRoom,
};

struct Awaited {
  int descriptor = -1;
  Await what = Await::kNothing;
  bool has_happened = false;
};

class Readiness {
 public:
  // False: the system refuses what it needs.
  bool Open();
  void Wake();
  // Until something has happened, somebody has called Wake, or so many milliseconds have passed.
  // What has happened for long does so again, until that has been looked after.
  void Wait(std::vector<Awaited>* awaited, int milliseconds);

 private:
#ifdef _WIN32
  class Port;
  Port* port_ = nullptr;  // never freed: what was begun for it may end at any time
#else
  int wake_[2] = {-1, -1};
#endif
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_READINESS_H_
