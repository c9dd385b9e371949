#include "runtime/control_thread.h"

#include <chrono>
#include <memory>

#include "base/thread.h"

namespace pyloom {

namespace {

struct Done {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
};

}  // namespace

bool ControlThread::Start() {
  // As large as a main thread's: imports may recurse deeply.
  return StartThread(size_t{64} << 20, [this] { Main(); });
}

void ControlThread::Post(std::function<void()> task) {
  std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  changed_.notify_one();
}

void ControlThread::Run(const std::function<void()>& task) {
  auto done = std::make_shared<Done>();
  Post([&task, done] {
    task();
    std::lock_guard lock(done->mutex);
    done->done = true;
    done->changed.notify_one();
  });
  std::unique_lock lock(done->mutex);
  done->changed.wait(lock, [&] { return done->done; });
}

bool ControlThread::RunFor(std::function<void()> task, unsigned milliseconds) {
  auto done = std::make_shared<Done>();
  Post([task = std::move(task), done] {
    task();
    std::lock_guard lock(done->mutex);
    done->done = true;
    done->changed.notify_one();
  });
  std::unique_lock lock(done->mutex);
  // wait_until on the system clock: condition_variable::wait_for on a steady one is
  // pthread_cond_clockwait, which ThreadSanitizer of GCC 12 does not know.
  return done->changed.wait_until(
      lock, std::chrono::system_clock::now() + std::chrono::milliseconds(milliseconds),
      [&] { return done->done; });
}

void ControlThread::Main() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !tasks_.empty(); });
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace pyloom
