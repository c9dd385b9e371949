#include "platform/standard_error.h"

#ifndef _WIN32
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace pyloom {

size_t WriteStandardError(const char* bytes, size_t size, int patience) {
  // What a pipe takes without waiting, once it takes anything.
  constexpr size_t kPiece = 4096;
  size_t done = 0;
  while (done < size) {
    pollfd descriptor = {STDERR_FILENO, POLLOUT, 0};
    const int ready = poll(&descriptor, 1, patience);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) break;
    const ssize_t written = write(STDERR_FILENO, bytes + done, std::min(kPiece, size - done));
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      break;
    } else if (errno != EINTR) {
      done = size;  // nobody reads it any more
    }
  }
  return done;
}

int StandardErrorDescriptor() { return STDERR_FILENO; }

}  // namespace pyloom

#endif
