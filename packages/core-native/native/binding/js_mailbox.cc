#include "binding/js_mailbox.h"

#include <thread>

#include "base/brief_lock.h"
#include "base/out_of_memory.h"
#include "platform/forked_child.h"

namespace pyloom {

JsMailbox::JsMailbox(uv_loop_t* loop, std::function<void()> drain,
                     std::function<void()> before_sleep)
    : drain_(std::move(drain)),
      before_sleep_(std::move(before_sleep)),
      async_(new uv_async_t),
      prepare_(new uv_prepare_t) {
  uv_async_init(loop, async_, [](uv_async_t* handle) {
    auto* self = static_cast<JsMailbox*>(handle->data);
    // Cleared before the messages are taken: one posted after the taking sends a new wake-up.
    self->wake_sent_.store(false);
    self->drain_();
  });
  async_->data = this;
  // An open, idle client does not keep Node alive.
  uv_unref(reinterpret_cast<uv_handle_t*>(async_));
  uv_prepare_init(loop, prepare_);
  prepare_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(prepare_));
}

JsMailbox::~JsMailbox() = default;

void JsMailbox::Post(Ref<Message> message) noexcept {
  if (InForkedChild()) return;  // nobody reads, and the lock may have been taken as it was forked
  const AllocationsMayFail vital(false);
  bool gone = false;
  {
    BriefLock lock(mutex_);
    if (!closed_.load(std::memory_order_relaxed)) {
      messages_.push_back(std::move(message));
      count_.store(messages_.size(), std::memory_order_release);
      if (wake_sent_.exchange(true)) return;
      senders_.fetch_add(1);  // Close waits for it
    } else {
      gone = true;
    }
  }
  if (gone) return message->Undeliverable();  // NOLINT(bugprone-use-after-move): not moved then
  SendWake();
}

std::vector<Ref<Message>> JsMailbox::Take() {
  SeeReader();
  std::vector<Ref<Message>> taken;
  BriefLock lock(mutex_);
  taken.swap(messages_);
  count_.store(0, std::memory_order_release);
  return taken;
}

void JsMailbox::SetBusy(bool busy) {
  if (closed()) return;
  auto* handle = reinterpret_cast<uv_handle_t*>(async_);
  if (busy) {
    uv_ref(handle);
    uv_prepare_start(prepare_, [](uv_prepare_t* prepare) {
      static_cast<JsMailbox*>(prepare->data)->before_sleep_();
    });
  } else {
    uv_unref(handle);
    uv_prepare_stop(prepare_);
  }
}

void JsMailbox::Wake() {
  {
    std::lock_guard lock(mutex_);
    if (closed_.load(std::memory_order_relaxed) || wake_sent_.exchange(true)) return;
    senders_.fetch_add(1);
  }
  SendWake();
}

// Not under the lock: the JavaScript thread, awake at once, would only go to sleep again for it.
void JsMailbox::SendWake() {
  uv_async_send(async_);
  senders_.fetch_sub(1);
}

void JsMailbox::Close(std::function<void()> closed) {
  std::vector<Ref<Message>> left;
  {
    std::lock_guard lock(mutex_);
    closed_.store(true, std::memory_order_release);
    left.swap(messages_);
    count_.store(0, std::memory_order_release);
  }
  for (const auto& message : left) message->Undeliverable();
  // Those that saw it open are about to use the handle; it takes them a microsecond.
  while (senders_.load() > 0) std::this_thread::yield();
  on_closed_ = std::move(closed);
  for (auto* handle :
       {reinterpret_cast<uv_handle_t*>(async_), reinterpret_cast<uv_handle_t*>(prepare_)}) {
    AddRef();  // until the loop has let go of the handle
    uv_close(handle, OnClosed);
  }
}

void JsMailbox::OnClosed(uv_handle_t* handle) {
  Ref<JsMailbox> self = Ref<JsMailbox>::Adopt(static_cast<JsMailbox*>(handle->data));
  if (handle->type == UV_ASYNC) {
    delete reinterpret_cast<uv_async_t*>(handle);
  } else {
    delete reinterpret_cast<uv_prepare_t*>(handle);
  }
  if (--self->open_handles_ > 0) return;
  self->drain_ = nullptr;
  self->before_sleep_ = nullptr;
  auto done = std::move(self->on_closed_);
  if (done) done();
}

}  // namespace pyloom
