// How the process ends while threads are inside libraries.
#ifndef PYLOOM_PLATFORM_EXIT_WITHOUT_DESTRUCTORS_H_
#define PYLOOM_PLATFORM_EXIT_WITHOUT_DESTRUCTORS_H_

namespace pyloom {

// exit(3) destroys what libraries hold, OpenBLAS' buffers, OpenSSL's tables, while the threads that
// compute with it go on: a process that left in the middle of numpy died of SIGSEGV 3 times in 54
// on a busy machine. With this, exit(3) ends the process itself, first of all that it does,
// with its exit code, and if `needed` says so then. To be called as late as possible: what was
// registered after it has its turn before.
//
// With glibc only. Windows stops all other threads first; elsewhere nobody tells the exit code.
void ExitWithoutDestructorsIf(bool (*needed)()) noexcept;

// Now, whatever other threads do; what C has buffered for stdout and stderr is written.
[[noreturn]] void ExitAtOnce(int code) noexcept;

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_EXIT_WITHOUT_DESTRUCTORS_H_
