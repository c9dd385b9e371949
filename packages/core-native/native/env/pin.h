// A JavaScript buffer that Python reads in place. The reference that keeps it alive belongs to the
// JavaScript thread, so that the last holder, on whichever thread, sends it home to be deleted
// there.
#ifndef PYLOOM_ENV_PIN_H_
#define PYLOOM_ENV_PIN_H_

#include "env/environment.h"

namespace pyloom {

class UnpinMessage final : public Message {
 public:
  explicit UnpinMessage(napi_ref reference) : Message(Type::kUnpin), reference(reference) {}
  const napi_ref reference;  // dies with its environment when that has gone already
};

class Pin final : public RefCounted {
 public:
  Pin(Ref<Environment> environment, napi_ref reference, uint8_t* data, size_t length, bool writable)
      : data(data),
        length(length),
        writable(writable),
        environment_(std::move(environment)),
        reference_(reference) {}

  uint8_t* const data;
  const size_t length;
  const bool writable;  // shared memory; other buffers are read-only for Python

  // The memory of a worker thread's buffers goes when the thread ends.
  bool valid() const { return !environment_->closed(); }

 private:
  ~Pin() override { environment_->Post(new UnpinMessage(reference_)); }

  Ref<Environment> environment_;
  napi_ref reference_;
};

}  // namespace pyloom

#endif  // PYLOOM_ENV_PIN_H_
