// A child of fork() in which no exec has followed: it has one thread, and no JavaScript.
#ifndef PYLOOM_PLATFORM_FORKED_CHILD_H_
#define PYLOOM_PLATFORM_FORKED_CHILD_H_

#include <cstdint>

namespace pyloom {

// Once, before the first fork that matters.
void WatchForks();

// Any thread.
bool InForkedChild();

// --- For those who share memory with another process, and must know who else may still see it. Any
// thread.

// How often this process has forked.
uint32_t ForksOfThis();
// Whether a child of a fork after the first `after`, and not after the first `up_to`, or a child of
// that child, is still there and has not become another program. Of forks that somebody was
// interested in.
bool IsForkedChildLeft(uint32_t after, uint32_t up_to);
void BeginForkInterest();
void EndForkInterest();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_FORKED_CHILD_H_
