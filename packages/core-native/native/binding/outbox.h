// Memory that JavaScript reads messages from: one ArrayBuffer, used again and again, replaced by a
// larger one when a message does not fit.
#ifndef PYLOOM_BINDING_OUTBOX_H_
#define PYLOOM_BINDING_OUTBOX_H_

#include <node_api.h>

#include <cstring>

#include "pyloom/js_values.h"
#include "pyloom/wire_writer.h"

namespace pyloom {

class Outbox {
 public:
  explicit Outbox(napi_env env) : env_(env) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  // While the environment is still there: Node does not free references that are left in it.
  ~Outbox() { Renew(); }

  // Makes the buffer hold these bytes. Returns it when it is a new one, undefined when it is the
  // old one, null when the thread is being terminated: nothing can be made there any more.
  napi_value Publish(const WireWriter& writer) {
    napi_value buffer = Undefined(env_);
    if (reference_ == nullptr || capacity_ < writer.size()) {
      Renew();
      constexpr size_t kFirstCapacity = size_t{64} * 1024;
      if (capacity_ == 0) capacity_ = kFirstCapacity;
      while (capacity_ < writer.size()) capacity_ *= 2;
      void* data = nullptr;
      if (napi_create_arraybuffer(env_, capacity_, &data, &buffer) != napi_ok ||
          napi_create_reference(env_, buffer, 1, &reference_) != napi_ok) {
        reference_ = nullptr;
        return nullptr;
      }
      data_ = static_cast<uint8_t*>(data);
    }
    std::memcpy(data_, writer.data(), writer.size());
    return buffer;
  }

  // The next message lies in another buffer.
  void Renew() {
    if (reference_ != nullptr) napi_delete_reference(env_, reference_);
    reference_ = nullptr;
    capacity_ = 0;
  }

  // A message that was larger than most has been read: its memory is not kept. True if so.
  bool Trim() {
    constexpr size_t kKept = size_t{2} << 20;
    if (capacity_ <= kKept) return false;
    Renew();
    return true;
  }

 private:
  napi_env env_;
  napi_ref reference_ = nullptr;
  uint8_t* data_ = nullptr;
  size_t capacity_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_OUTBOX_H_
