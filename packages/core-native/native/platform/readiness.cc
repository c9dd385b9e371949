#include "platform/readiness.h"

#ifndef _WIN32
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "platform/pipe.h"

namespace pyloom {

namespace {

short EventsOf(Await what) {
  switch (what) {
    case Await::kNothing:
      return 0;
    case Await::kEnd:
    case Await::kInput:
      return POLLIN;
    case Await::kRoom:
      return POLLOUT;
    case Await::kInputOrRoom:
      return POLLIN | POLLOUT;
  }
  return 0;
}

}  // namespace

bool Readiness::Open() {
  if (wake_[0] >= 0) return true;
  if (!MakePipe(wake_)) return false;
  fcntl(wake_[1], F_SETFL, O_NONBLOCK);  // when it is full, its reader will wake up anyway
  return true;
}

void Readiness::Wake() {
  const char byte = 0;
  while (write(wake_[1], &byte, 1) < 0 && errno == EINTR) continue;
}

void Readiness::Wait(std::vector<Awaited>* awaited, int milliseconds) {
  std::vector<pollfd> descriptors = {{wake_[0], POLLIN, 0}};
  descriptors.reserve(awaited->size() + 1);
  for (const Awaited& each : *awaited) {
    const int descriptor = each.what == Await::kNothing ? -1 : each.descriptor;
    descriptors.push_back({descriptor, EventsOf(each.what), 0});
  }
  const int ready = poll(descriptors.data(), descriptors.size(), milliseconds);
  if (ready > 0 && descriptors[0].revents != 0) {
    char bytes[64];
    while (read(wake_[0], bytes, sizeof bytes) == sizeof bytes) continue;
  }
  for (size_t i = 0; i < awaited->size(); ++i) {
    (*awaited)[i].has_happened = ready > 0 && descriptors[i + 1].revents != 0;
  }
}

}  // namespace pyloom

#endif
