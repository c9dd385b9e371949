// The memory that travels beside a message to JavaScript, in three kinds.
#ifndef PYLOOM_CONVERT_OUTGOING_MEMORY_H_
#define PYLOOM_CONVERT_OUTGOING_MEMORY_H_

#include <memory>

#include "convert/outgoing_attachments.h"
#include "messages/pin.h"
#include "python/owned.h"

namespace pyloom {

class ObjectSpace;

// A copy of what Python has.
class CopiedMemory final : public OutgoingBuffer {
 public:
  explicit CopiedMemory(size_t length) : bytes_(new uint8_t[length]), length_(length) {}
  uint8_t* data() override { return bytes_.get(); }
  size_t length() const override { return length_; }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t length_;
};

// The memory of a Python object, which nobody in Python knows any more. The object is given up
// under its interpreter's GIL, some time after JavaScript has let go of the memory, on whichever
// thread that happens.
class PythonMemory final : public OutgoingBuffer {
 public:
  PythonMemory(ObjectSpace* space, PyOwned holder, uint8_t* data, size_t length)
      : space_(space), holder_(holder.Release()), data_(data), length_(length) {}
  ~PythonMemory() override;
  uint8_t* data() override { return data_; }
  size_t length() const override { return length_; }
  ObjectSpace* space() const override { return space_; }

 private:
  ObjectSpace* space_;
  PyObject* holder_;
  uint8_t* data_;
  size_t length_;
};

// A part of a JavaScript buffer on its way back: JavaScript gets that very buffer.
class PinnedMemory final : public OutgoingBuffer {
 public:
  PinnedMemory(Ref<Pin> pin, uint8_t* data, size_t length)
      : pin_(std::move(pin)), data_(data), length_(length) {}
  uint8_t* data() override { return data_; }
  size_t length() const override { return length_; }
  const Pin* pin() const override { return pin_.get(); }

 private:
  Ref<Pin> pin_;
  uint8_t* data_;
  size_t length_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_OUTGOING_MEMORY_H_
