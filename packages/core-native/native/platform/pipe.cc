#include "platform/pipe.h"

#ifndef _WIN32
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace pyloom {

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

int ReadPipe(int descriptor, char* bytes, size_t size) {
  ssize_t got = 0;
  do {
    // Never waits: the pipe is a non-blocking one.
    got = read(descriptor, bytes, size);  // NOLINT(*-unix.BlockInCriticalSection)
  } while (got < 0 && errno == EINTR);
  return static_cast<int>(got);
}

}  // namespace pyloom

#endif
