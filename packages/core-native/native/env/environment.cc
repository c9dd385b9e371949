#include "env/environment.h"

namespace pyloom {

Environment::Environment(napi_env env, uv_loop_t* loop, std::function<void()> drain)
    : env_(env),
      is_main_thread_(loop == uv_default_loop()),
      drain_(std::move(drain)),
      async_(new uv_async_t) {
  uv_async_init(loop, async_, [](uv_async_t* handle) {
    auto* self = static_cast<Environment*>(handle->data);
    // Cleared before the messages are taken: one posted after the taking sends a new wake-up.
    self->wake_sent_.store(false);
    self->drain_();
  });
  async_->data = this;
  // An open, idle client does not keep Node alive.
  uv_unref(reinterpret_cast<uv_handle_t*>(async_));
}

Environment::~Environment() = default;

void Environment::Post(Ref<Message> message) {
  {
    std::lock_guard lock(mutex_);
    if (!closed_.load(std::memory_order_relaxed)) {
      messages_.push_back(std::move(message));
      count_.store(messages_.size(), std::memory_order_release);
      // Under the lock, so that the handle cannot be closed in between. It never blocks.
      if (!wake_sent_.exchange(true)) uv_async_send(async_);
      return;
    }
  }
  message->Undeliverable();
}

std::vector<Ref<Message>> Environment::Take() {
  std::vector<Ref<Message>> taken;
  std::lock_guard lock(mutex_);
  taken.swap(messages_);
  count_.store(0, std::memory_order_release);
  return taken;
}

void Environment::SetBusy(bool busy) {
  if (closed()) return;
  auto* handle = reinterpret_cast<uv_handle_t*>(async_);
  busy ? uv_ref(handle) : uv_unref(handle);
}

void Environment::Wake() {
  std::lock_guard lock(mutex_);
  if (!closed_.load(std::memory_order_relaxed) && !wake_sent_.exchange(true)) uv_async_send(async_);
}

void Environment::Close(std::function<void()> closed) {
  std::vector<Ref<Message>> left;
  {
    std::lock_guard lock(mutex_);
    closed_.store(true, std::memory_order_release);
    left.swap(messages_);
    count_.store(0, std::memory_order_release);
  }
  for (const auto& message : left) message->Undeliverable();
  on_closed_ = std::move(closed);
  AddRef();  // until the loop has let go of the handle
  uv_close(reinterpret_cast<uv_handle_t*>(async_), [](uv_handle_t* handle) {
    Ref<Environment> self = Ref<Environment>::Adopt(static_cast<Environment*>(handle->data));
    delete reinterpret_cast<uv_async_t*>(handle);
    auto done = std::move(self->on_closed_);
    self->drain_ = nullptr;
    if (done) done();
  });
}

}  // namespace pyloom
