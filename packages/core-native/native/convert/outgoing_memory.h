// The memory that travels beside a message to JavaScript, in seven kinds.
#ifndef PYLOOM_CONVERT_OUTGOING_MEMORY_H_
#define PYLOOM_CONVERT_OUTGOING_MEMORY_H_

#include <memory>
#include <utility>

#include "convert/outgoing_attachments.h"
#include "link/arena.h"
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

// A copy where the process will read it that this one runs Python for.
class PlacedMemory final : public OutgoingBuffer {
 public:
  PlacedMemory(std::shared_ptr<ArenaRegion> region, size_t length)
      : region_(std::move(region)), length_(length) {}
  uint8_t* data() override { return region_->data(); }
  size_t length() const override { return length_; }
  std::shared_ptr<ArenaRegion> region() const override { return region_; }

 private:
  const std::shared_ptr<ArenaRegion> region_;
  const size_t length_;
};

// Memory for a copy, in the arena if there is room.
std::unique_ptr<OutgoingBuffer> MakeRoomForCopy(size_t length);
// Of a process that runs Python for another one, for good.
void PlaceCopiesIn(ArenaSender* arena);

// A part of what came from another process, and is kept as it came.
class OwnedMemory final : public OutgoingBuffer {
 public:
  OwnedMemory(std::shared_ptr<void> owner, uint8_t* data, size_t length)
      : owner_(std::move(owner)), data_(data), length_(length) {}
  uint8_t* data() override { return data_; }
  size_t length() const override { return length_; }

 private:
  const std::shared_ptr<void> owner_;
  uint8_t* const data_;
  const size_t length_;
};

// A part of a block that another process has sent.
class SharedPart final : public OutgoingBuffer {
 public:
  SharedPart(std::shared_ptr<SharedBlock> block, uint8_t* data, size_t length)
      : block_(std::move(block)), data_(data), length_(length) {}
  uint8_t* data() override { return data_; }
  size_t length() const override { return length_; }
  std::shared_ptr<SharedBlock> block() const override { return block_; }

 private:
  const std::shared_ptr<SharedBlock> block_;
  uint8_t* const data_;
  const size_t length_;
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

// Pieces of memory of a Python object, such as a table: JavaScript sees those that it asks for.
class PythonPieces final : public OutgoingBuffer {
 public:
  PythonPieces(ObjectSpace* space, PyOwned holder, Pieces pieces)
      : memory_(space, std::move(holder), nullptr, 0), pieces_(std::move(pieces)) {}
  uint8_t* data() override { return nullptr; }
  size_t length() const override { return 0; }
  const Pieces* pieces() const override { return &pieces_; }
  ObjectSpace* space() const override { return memory_.space(); }

 private:
  const PythonMemory memory_;
  const Pieces pieces_;
};

// A part of a JavaScript buffer on its way back: JavaScript gets that very buffer.
class PinnedMemory final : public OutgoingBuffer {
 public:
  PinnedMemory(Ref<Pin> pin, uint8_t* data, size_t length)
      : pin_(std::move(pin)), data_(data), length_(length) {}
  uint8_t* data() override { return data_; }
  size_t length() const override { return length_; }
  const Pin* pin() const override { return pin_.get(); }
  std::shared_ptr<SharedBlock> block() const override { return pin_->block; }

 private:
  Ref<Pin> pin_;
  uint8_t* data_;
  size_t length_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_OUTGOING_MEMORY_H_
