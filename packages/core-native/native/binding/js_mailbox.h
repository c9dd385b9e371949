// The mailbox of a JavaScript thread (the main one or a worker thread), which wakes its event loop.
//
// Threads: HasMessages, too, from any thread; everything that is not a mailbox's from the
// JavaScript thread. Shutdown: Close (a cleanup hook) marks it closed under the lock, so that no
// wake-up is sent to a closing handle. What is queued then, or posted later, is told
// `Undeliverable`.
#ifndef PYLOOM_BINDING_JS_MAILBOX_H_
#define PYLOOM_BINDING_JS_MAILBOX_H_

#include <uv.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "base/ref.h"
#include "messages/mailbox.h"
#include "platform/current_cpu.h"

namespace pyloom {

class JsMailbox final : public Mailbox {
 public:
  // `drain` runs on the JavaScript thread whenever there may be messages; `before_sleep`, while
  // busy, before the event loop goes to sleep.
  JsMailbox(uv_loop_t* loop, std::function<void()> drain, std::function<void()> before_sleep);

  void Post(Ref<Message> message) noexcept override;
  bool closed() const override { return closed_.load(std::memory_order_acquire); }
  bool HasMessages() const { return count_.load(std::memory_order_acquire) > 0; }

  int readers_cpu() const override { return cpu_.load(std::memory_order_relaxed); }
  // Its reader, the JavaScript thread, is here.
  void SeeReader() { cpu_.store(CurrentCpu(), std::memory_order_relaxed); }

  // Everything that has been posted so far, in order.
  std::vector<Ref<Message>> Take();

  // Waits for messages without sleeping. Meanwhile nobody who posts spends a system call on a
  // wake-up; one posted after the end of this sends one again.
  template <typename Wait>
  void WithoutWakeUps(const Wait& wait) {
    wake_sent_.store(true);
    wait();
    wake_sent_.store(false);
  }

  // Whether something is under way that the process must stay alive for.
  void SetBusy(bool busy);

  // `closed` runs once the loop has let go of the handle.
  void Close(std::function<void()> closed);

  // One more turn of the event loop, for what a drain left over.
  void Wake();

 private:
  ~JsMailbox() override;
  void SendWake();
  static void OnClosed(uv_handle_t* handle);

  std::function<void()> drain_;
  std::function<void()> before_sleep_;
  std::function<void()> on_closed_;
  uv_async_t* async_;
  uv_prepare_t* prepare_;
  int open_handles_ = 2;

  std::mutex mutex_;
  std::vector<Ref<Message>> messages_;  // guarded by mutex_
  std::atomic<size_t> count_{0};
  std::atomic<bool> wake_sent_{false};
  std::atomic<int> senders_{0};  // between the decision to send a wake-up and its being sent
  std::atomic<bool> closed_{false};
  std::atomic<int> cpu_{-1};
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_MAILBOX_H_
