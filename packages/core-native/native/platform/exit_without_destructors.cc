#include "platform/exit_without_destructors.h"

#include <cstdio>
#include <cstdlib>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace pyloom {

namespace {

// Not fflush(nullptr): a thread that reads stdin holds its lock for as long as nobody types.
void Flush(FILE* stream) {
#ifdef _WIN32
  (void)std::fflush(stream);
#else
  if (ftrylockfile(stream) != 0) return;
  (void)std::fflush(stream);
  funlockfile(stream);
#endif
}

}  // namespace

void ExitAtOnce(int code) noexcept {
  Flush(stdout);
  Flush(stderr);
  std::_Exit(code);
}

#ifdef __GLIBC__
namespace {

void OnExit(int status, void* needed) {
  if (!reinterpret_cast<bool (*)()>(needed)()) return;
  ExitAtOnce(status);
}

}  // namespace

void ExitWithoutDestructorsIf(bool (*needed)()) noexcept {
  (void)on_exit(OnExit, reinterpret_cast<void*>(needed));
}
#else
void ExitWithoutDestructorsIf(bool (*)()) noexcept {}
#endif

}  // namespace pyloom
