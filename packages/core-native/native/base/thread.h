// Threads with a stack of a chosen size, detached: nobody joins a thread that may be inside Python
// when the process ends.
#ifndef PYLOOM_BASE_THREAD_H_
#define PYLOOM_BASE_THREAD_H_

#include <cstddef>
#include <functional>

namespace pyloom {

// False when the system refuses another thread.
bool StartThread(size_t stack_size, std::function<void()> run);

}  // namespace pyloom

#endif  // PYLOOM_BASE_THREAD_H_
