#include "platform/standard_descriptors.h"

#ifndef _WIN32
#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#endif

namespace pyloom {

#ifdef _WIN32

void NoteStandardDescriptors() {}
void LetChildrenInheritStandardDescriptors() {}

#else

namespace {

struct stat noted[3];  // st_mode 0: none

// What a program may be given as a standard stream. An event queue, which has no type, is none.
bool MayBeStream(const struct stat& status) {
  return S_ISREG(status.st_mode) || S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) ||
         S_ISSOCK(status.st_mode);
}

}  // namespace

void NoteStandardDescriptors() {
  static std::atomic<bool> done{false};
  if (done.exchange(true)) return;
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    struct stat& status = noted[descriptor];
    if (fstat(descriptor, &status) != 0 || !MayBeStream(status)) status.st_mode = 0;
  }
}

void LetChildrenInheritStandardDescriptors() {
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    struct stat now;
    if (noted[descriptor].st_mode == 0 || fstat(descriptor, &now) != 0) continue;
    const bool same = now.st_dev == noted[descriptor].st_dev &&
                      now.st_ino == noted[descriptor].st_ino && MayBeStream(now);
    const int flags = fcntl(descriptor, F_GETFD);
    if (same && flags >= 0) fcntl(descriptor, F_SETFD, flags & ~FD_CLOEXEC);
  }
}

#endif

}  // namespace pyloom
