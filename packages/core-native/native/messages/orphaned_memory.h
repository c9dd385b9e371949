// Memory of JavaScript's that Python let go of after the thread which sent it had ended. It is
// freed on a JavaScript thread all the same: its allocator may be that of the main thread, which is
// gone when the process ends, while lanes go on. No JavaScript thread outlives the main one.
#ifndef PYLOOM_MESSAGES_ORPHANED_MEMORY_H_
#define PYLOOM_MESSAGES_ORPHANED_MEMORY_H_

#include <memory>

namespace pyloom {

class OrphanedMemory {
 public:
  // Any thread. Kept until some JavaScript thread comes by.
  static void Leave(std::shared_ptr<void> memory);
  // On a JavaScript thread.
  static void Free();
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_ORPHANED_MEMORY_H_
