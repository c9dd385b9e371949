// A JavaScript buffer that Python reads in place. Its memory outlives the object and the thread. It
// and the reference, by which the same object can go back, belong to the JavaScript thread, so that
// the last holder, on whichever thread, sends them home to be deleted there.
#ifndef PYLOOM_ENV_PIN_H_
#define PYLOOM_ENV_PIN_H_

#include <cstring>
#include <memory>
#include <utility>

#include "base/out_of_memory.h"
#include "env/environment.h"
#include "env/orphaned_memory.h"

namespace pyloom {

class UnpinMessage final : public Message {
 public:
  UnpinMessage(napi_ref buffer, std::shared_ptr<void> memory)
      : Message(Type::kUnpin), buffer(buffer), memory_(std::move(memory)) {}
  void Undeliverable() override { OrphanedMemory::Leave(std::move(memory_)); }
  const napi_ref buffer;  // dies with its environment when that has gone already

 private:
  std::shared_ptr<void> memory_;
};

class Pin final : public RefCounted {
 public:
  // `buffer` is the ArrayBuffer or SharedArrayBuffer, `data` a part of it; `memory` keeps that
  // where it is.
  Pin(Ref<Environment> environment, napi_ref buffer, std::shared_ptr<void> memory, size_t offset,
      uint8_t* data, size_t length, bool writable)
      : environment(std::move(environment)),
        buffer(buffer),
        offset(offset),
        data(data),
        length(length),
        writable(writable),
        memory_(std::move(memory)) {}

  // A copy of memory that cannot be pinned.
  Pin(Ref<Environment> environment, const uint8_t* bytes, size_t length)
      : environment(std::move(environment)),
        buffer(nullptr),
        offset(0),
        data(new uint8_t[length]),
        length(length),
        writable(false) {
    if (length > 0) std::memcpy(data, bytes, length);
  }

  const Ref<Environment> environment;
  const napi_ref buffer;  // to be looked at on the JavaScript thread; null: `data` is a copy
  const size_t offset;    // of `data` in the buffer
  uint8_t* const data;
  const size_t length;
  const bool writable;  // shared memory; other buffers are read-only for Python

  // What nothing but the reference keeps goes when its thread ends.
  bool valid() const { return buffer == nullptr || memory_ || !environment->closed(); }

 private:
  ~Pin() override {
    const AllocationsMayFail vital(false);
    if (buffer == nullptr) {
      delete[] data;
    } else {
      environment->Post(new UnpinMessage(buffer, std::move(memory_)));
    }
  }

  std::shared_ptr<void> memory_;
};

}  // namespace pyloom

#endif  // PYLOOM_ENV_PIN_H_
