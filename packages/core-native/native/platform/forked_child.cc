#include "platform/forked_child.h"

#ifndef _WIN32
#include <pthread.h>

#include <atomic>
#endif

namespace pyloom {

#ifdef _WIN32

void WatchForks() {}
bool InForkedChild() { return false; }

#else

namespace {
std::atomic<bool> forked{false};
}  // namespace

void WatchForks() {
  pthread_atfork(nullptr, nullptr, [] { forked.store(true, std::memory_order_relaxed); });
}

bool InForkedChild() { return forked.load(std::memory_order_relaxed); }

#endif

}  // namespace pyloom
