// The mailbox of a thread that waits for one answer, and serves the questions that come before it.
//
// Threads: Wait by the one that waits; what is a mailbox's from any. Counted: what is still on its
// way holds it beyond the wait.
#ifndef PYLOOM_MESSAGES_WAITING_MAILBOX_H_
#define PYLOOM_MESSAGES_WAITING_MAILBOX_H_

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

#include "base/inlet.h"
#include "messages/mailbox.h"
#include "platform/cpu.h"
#include "platform/current_cpu.h"
#include "platform/steady_condition.h"

namespace pyloom {

class WaitingMailbox final : public Mailbox {
 public:
  void Post(Ref<Message> message) noexcept override {
    {
      std::lock_guard lock(mutex_);
      if (!closed_.load()) {
        messages_.push_back(std::move(message));
        count_.fetch_add(1);
        changed_.notify_one();
        return;
      }
    }
    message->Undeliverable();  // NOLINT(bugprone-use-after-move): not moved then
  }
  bool closed() const override { return closed_.load(); }
  int readers_cpu() const override { return cpu_; }

  // Null: none has come in that time. Awake at first.
  Ref<Message> Wait(std::chrono::milliseconds longest) {
    {
      Inlet::Watch inlet(Inlet::of_callers);
      PollFor(kPollNanoseconds, [&] {
        inlet.Look();
        return count_.load() > 0;
      });
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return !messages_.empty(); });
    if (messages_.empty()) return nullptr;
    Ref<Message> first = std::move(messages_.front());
    messages_.pop_front();
    count_.fetch_sub(1);
    return first;
  }

  void Close() {
    std::deque<Ref<Message>> left;
    {
      std::lock_guard lock(mutex_);
      closed_.store(true);
      left.swap(messages_);
    }
    for (const auto& message : left) message->Undeliverable();
  }

 private:
  static constexpr uint64_t kPollNanoseconds = 50'000;
  const int cpu_ = CurrentCpu();

  std::mutex mutex_;
  SteadyCondition changed_;
  std::deque<Ref<Message>> messages_;  // guarded by mutex_
  std::atomic<size_t> count_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_WAITING_MAILBOX_H_
