#include "platform/exit_without_destructors.h"

#ifdef __linux__
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#endif

namespace pyloom {

#ifdef __GLIBC__
namespace {

// Not fflush(nullptr): a thread that reads stdin holds its lock for as long as nobody types.
void Flush(FILE* stream) {
  if (ftrylockfile(stream) != 0) return;
  (void)std::fflush(stream);
  funlockfile(stream);
}

void OnExit(int status, void* needed) {
  if (!reinterpret_cast<bool (*)()>(needed)()) return;
  Flush(stdout);
  Flush(stderr);
  _exit(status);
}

}  // namespace

void ExitWithoutDestructorsIf(bool (*needed)()) noexcept {
  (void)on_exit(OnExit, reinterpret_cast<void*>(needed));
}
#else
void ExitWithoutDestructorsIf(bool (*)()) noexcept {}
#endif

}  // namespace pyloom
