// For whom values are converted: which functions and errors are the recipient's own, and what it
// wants made of its types.
//
// Threads: written on the recipient's thread, read from any. Counted.
#ifndef PYLOOM_CONVERT_RECIPIENT_H_
#define PYLOOM_CONVERT_RECIPIENT_H_

#include <atomic>
#include <memory>
#include <shared_mutex>
#include <utility>

#include "convert/converters.h"
#include "messages/mailbox.h"

namespace pyloom {

class Recipient : public RefCounted {
 public:
  explicit Recipient(Ref<Mailbox> mailbox) : mailbox(std::move(mailbox)) {}

  const Ref<Mailbox> mailbox;

  void SetConverters(std::shared_ptr<const Converters> converters) {
    std::unique_lock lock(converters_mutex_);
    has_converters_.store(!converters->empty());
    converters_ = std::move(converters);
  }
  std::shared_ptr<const Converters> converters() const {
    std::shared_lock lock(converters_mutex_);
    return converters_;
  }
  bool has_converters() const { return has_converters_.load(std::memory_order_relaxed); }

 private:
  mutable std::shared_mutex converters_mutex_;
  std::shared_ptr<const Converters> converters_;
  std::atomic<bool> has_converters_{false};
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_RECIPIENT_H_
