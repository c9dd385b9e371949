#include "runtime/control_thread.h"

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
  started_ = started_ || StartThread(size_t{64} << 20, [this] { Main(); });
  return started_;
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
