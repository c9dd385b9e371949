// Ctrl-C for Python code that runs inside callSync while JavaScript has a SIGINT handler: the
// handler cannot run before the call ends, so the code gets a KeyboardInterrupt. Without a handler
// the signal ends the process, and nothing is watched.
//
// Threads: Watch from the main JavaScript thread. The loop's thread lives as long as the process.
#ifndef PYLOOM_BINDING_INTERRUPT_WATCH_H_
#define PYLOOM_BINDING_INTERRUPT_WATCH_H_

#include <uv.h>

#include <atomic>

namespace pyloom {

class Runtime;

class InterruptWatch {
 public:
  // Whether JavaScript handles SIGINT.
  static void Watch(Runtime& runtime, bool wanted);

 private:
  explicit InterruptWatch(Runtime& runtime) : runtime_(runtime) {}
  bool Start();
  void Update();
  // libuv tells every loop that has a handle for a signal, which the blocked one of JavaScript
  // learns of too late.
  Runtime& runtime_;
  uv_loop_t loop_{};
  uv_signal_t signal_{};
  uv_async_t update_{};
  std::atomic<bool> wanted_{false};
  std::atomic<bool> updated_{true};
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_INTERRUPT_WATCH_H_
