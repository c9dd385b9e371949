#include "base/thread.h"

#include <memory>

#ifdef _WIN32
#include <process.h>
#include <windows.h>
#else
#include <pthread.h>
#endif

namespace pyloom {

namespace {

void RunOwned(void* argument) {
  std::unique_ptr<std::function<void()>> run(static_cast<std::function<void()>*>(argument));
  (*run)();
}

}  // namespace

#ifdef _WIN32

bool StartThread(size_t stack_size, std::function<void()> run) {
  auto owned = std::make_unique<std::function<void()>>(std::move(run));
  auto entry = [](void* argument) -> unsigned {
    RunOwned(argument);
    return 0;
  };
  const uintptr_t thread = _beginthreadex(nullptr, static_cast<unsigned>(stack_size), +entry,
                                          owned.get(), STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr);
  if (thread == 0) return false;
  (void)owned.release();
  CloseHandle(reinterpret_cast<HANDLE>(thread));
  return true;
}

#else

bool StartThread(size_t stack_size, std::function<void()> run) {
  auto owned = std::make_unique<std::function<void()>>(std::move(run));
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const int failed = pthread_create(
      &thread, &attributes,
      [](void* argument) -> void* {
        RunOwned(argument);
        return nullptr;
      },
      owned.get());
  pthread_attr_destroy(&attributes);
  if (failed != 0) return false;
  (void)owned.release();
  return true;
}

#endif

}  // namespace pyloom
