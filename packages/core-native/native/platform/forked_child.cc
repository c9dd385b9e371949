#include "platform/forked_child.h"

#ifndef _WIN32
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>
#endif

namespace pyloom {

#ifdef _WIN32

void WatchForks() {}
bool InForkedChild() { return false; }
uint32_t ForksOfThis() { return 0; }
bool IsForkedChildLeft(uint32_t, uint32_t) { return false; }
void BeginForkInterest() {}
void EndForkInterest() {}

#else

namespace {

std::atomic<bool> forked{false};
std::atomic<uint32_t> forks{0};
std::atomic<uint32_t> interested{0};

// A fork whose child may be there still: it has the writing end of a pipe, which its end closes, as
// does another program in its place.
struct Fork {
  uint32_t number;
  int reader;  // -1: the system refused a pipe, so that it cannot be told
};

struct Forks {
  std::mutex mutex;        // also from just before a fork until it is done
  std::vector<Fork> left;  // guarded by mutex, as is the rest
  int writer = -1;         // of the fork that is being made
};

Forks& AllForks() {
  static auto* const all = new Forks();  // leaked: threads outlive static destructors
  return *all;
}

void BeforeFork() {
  Forks& all = AllForks();
  all.mutex.lock();
  const uint32_t number = forks.fetch_add(1) + 1;
  if (interested.load() == 0 || InForkedChild()) return;
  int ends[2] = {-1, -1};
  if (pipe(ends) == 0) {
    for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  all.left.push_back({number, ends[0]});
  all.writer = ends[1];
}

void InParent() {
  Forks& all = AllForks();
  if (all.writer >= 0) close(all.writer);
  all.writer = -1;
  all.mutex.unlock();
}

void InChild() {
  Forks& all = AllForks();
  forked.store(true, std::memory_order_relaxed);
  for (const Fork& fork : all.left) {
    if (fork.reader >= 0) close(fork.reader);
  }
  all.left.clear();
  all.writer = -1;  // stays open, for as long as this is there
  all.mutex.unlock();
}

bool IsLeft(const Fork& fork) {
  if (fork.reader < 0) return true;
  pollfd descriptor{fork.reader, POLLIN, 0};
  if (poll(&descriptor, 1, 0) <= 0) return true;
  close(fork.reader);
  return false;
}

}  // namespace

void WatchForks() { pthread_atfork(BeforeFork, InParent, InChild); }

bool InForkedChild() { return forked.load(std::memory_order_relaxed); }
uint32_t ForksOfThis() { return forks.load(std::memory_order_relaxed); }

bool IsForkedChildLeft(uint32_t after, uint32_t up_to) {
  std::lock_guard lock(AllForks().mutex);
  auto& left = AllForks().left;
  std::erase_if(left, [](const Fork& fork) { return !IsLeft(fork); });
  return std::any_of(left.begin(), left.end(),
                     [=](const Fork& fork) { return fork.number > after && fork.number <= up_to; });
}

void BeginForkInterest() { interested.fetch_add(1); }
void EndForkInterest() { interested.fetch_sub(1); }

#endif

}  // namespace pyloom
