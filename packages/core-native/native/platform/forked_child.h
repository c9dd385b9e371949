// A child of fork() in which no exec has followed: it has one thread, and no JavaScript.
#ifndef PYLOOM_PLATFORM_FORKED_CHILD_H_
#define PYLOOM_PLATFORM_FORKED_CHILD_H_

namespace pyloom {

// Once, before the first fork that matters.
void WatchForks();

// Any thread.
bool InForkedChild();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_FORKED_CHILD_H_
