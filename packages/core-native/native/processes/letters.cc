#include "processes/letters.h"

#include <cstring>
#include <iterator>
#include <memory>

#include "convert/outgoing_memory.h"

namespace pyloom {

namespace {

enum Attached : uint8_t {
  kBuffer,  // u64 size; bytes
  kLong,    // u64 size; u8: bytes before it that are nothing; those; bytes
  kPlaced,  // u64 size; u32: where in the arena
  kHeld,    // u32 id
  kShared,  // u64 size; u64 number of a block; u64: from where in it
};

constexpr size_t kLongFrom = size_t{64} << 10;
// In a letter that is kept as it has come, so that what lies there can be read as numbers.
constexpr size_t kAlignment = 16;

}  // namespace

void Letter::Buffer(const uint8_t* bytes, size_t size, ArenaSender& arena) {
  if (size >= kLongFrom) {
    if (auto region = arena.Take(size)) {
      std::memcpy(region->data(), bytes, size);
      return Place(std::move(region), size);
    }
  }
  tail_.Raw(size < kLongFrom ? kBuffer : kLong);
  tail_.Raw(static_cast<uint64_t>(size));
  if (size < kLongFrom) return tail_.Append(bytes, size);
  const size_t at = head_.size() + value_->size() + long_bytes_ + tail_.size() + 1;
  const size_t gap = (kAlignment - at % kAlignment) % kAlignment;
  tail_.Raw(static_cast<uint8_t>(gap));
  std::memset(tail_.Extend(gap), 0, gap);
  longs_.push_back({tail_.size(), bytes, size});
  long_bytes_ += size;
}

void Letter::Place(std::shared_ptr<ArenaRegion> region, size_t size) {
  tail_.Raw(kPlaced);
  tail_.Raw(static_cast<uint64_t>(size));
  tail_.Raw(region->first_unit());
  placed_.push_back(std::move(region));
}

void Letter::Share(SharedBlock& block, const uint8_t* data, size_t size, SharedBlocks& blocks) {
  tail_.Raw(kShared);
  tail_.Raw(static_cast<uint64_t>(size));
  tail_.Raw(blocks.Name(block));
  tail_.Raw(static_cast<uint64_t>(data - block.data()));
}

// All but blocks are buffers that Python cannot write to, SharedArrayBuffers included, since the
// caller would not see it: the memory is the caller's process's own.
Letter& Letter::Attach(const IncomingAttachments& attachments, Link& link) {
  tail_.Raw(static_cast<uint32_t>(attachments.pins.size()));
  size_t held = 0;
  for (const auto& pin : attachments.pins) {
    if (!pin) {
      tail_.Raw(kHeld);
      tail_.Raw(attachments.held[held++]->id);
      continue;
    }
    if (pin->block) {
      Share(*pin->block, pin->data, pin->length, *link.blocks);
      continue;
    }
    Buffer(pin->data, pin->valid() ? pin->length : 0, link.arena.out);
  }
  // Of an error there is no pin.
  tail_.Raw(static_cast<uint32_t>(attachments.held.size() - held));
  for (; held < attachments.held.size(); ++held) tail_.Raw(attachments.held[held]->id);
  return *this;
}

Letter& Letter::Attach(const OutgoingAttachments& attachments, Link& link) {
  tail_.Raw(static_cast<uint32_t>(attachments.buffers.size()));
  for (const auto& buffer : attachments.buffers) {
    if (const auto block = buffer->block()) {
      Share(*block, buffer->data(), buffer->length(), *link.blocks);
    } else if (auto region = buffer->region()) {
      Place(std::move(region), buffer->length());
    } else {
      Buffer(buffer->data(), buffer->length(), link.arena.out);
    }
  }
  tail_.Raw(static_cast<uint32_t>(attachments.references.size()));
  for (const uint64_t handle : attachments.references) tail_.Raw(handle);
  return *this;
}

void Letter::SendTo(Outflow& out) const {
  PutInto(out);
  out.Ring();
}

void Letter::PutInto(Outflow& out) const {
  PutPieces(out);
  for (const auto& region : placed_) region->Sent();
}

void Letter::PutPieces(Outflow& out) const {
  const Piece head{head_.data(), head_.size()};
  const Piece value{value_ == nullptr ? nullptr : value_->data(),
                    value_ == nullptr ? 0 : value_->size()};
  if (longs_.empty()) {
    const Piece pieces[] = {head, value, {tail_.data(), tail_.size()}};
    return out.Put(pieces, std::size(pieces));
  }
  std::vector<Piece> pieces = {head, value};
  size_t done = 0;
  for (const Long& each : longs_) {
    pieces.push_back({tail_.data() + done, each.at - done});
    pieces.push_back({each.bytes, each.size});
    done = each.at;
  }
  pieces.push_back({tail_.data() + done, tail_.size() - done});
  out.Put(pieces.data(), pieces.size());
}

std::string Letter::Copy() const {
  std::string all(head_.view());
  if (value_ != nullptr) all += value_->view();
  all += tail_.view();
  return all;
}

std::string_view LetterReader::Bytes(uint64_t size) {
  if (reader_.Left() < size) {
    sound_ = false;
    return {};
  }
  const std::string_view bytes(reinterpret_cast<const char*>(reader_.cursor()), size);
  reader_.Skip(size);
  return bytes;
}

LetterReader::Attachment LetterReader::ReadAttachment(uint8_t kind) {
  if (kind == kPlaced) return Placed();
  if (kind > kLong) sound_ = false;
  const auto size = Raw<uint64_t>();
  if (kind == kLong) {
    Bytes(Raw<uint8_t>());
    if (link_ != nullptr) link_->arena.in.GiveBackKept();
  }
  const std::string_view bytes = Bytes(size);
  // Not a large letter for the sake of a part of it.
  return {bytes, bytes.size() >= size_ / 2 ? owner_ : nullptr};
}

LetterReader::Attachment LetterReader::Placed() {
  const auto size = Raw<uint64_t>();
  const auto first_unit = Raw<uint32_t>();
  std::shared_ptr<void> memory =
      sound_ && link_ != nullptr ? link_->arena.in.Hold(first_unit, size) : nullptr;
  if (!memory) {
    sound_ = false;
    return {};
  }
  const auto* const bytes = static_cast<const char*>(memory.get());
  return {{bytes, size}, std::move(memory)};
}

LetterReader::SharedBytes LetterReader::Shared() {
  const auto size = Raw<uint64_t>();
  const auto number = Raw<uint64_t>();
  const auto offset = Raw<uint64_t>();
  auto block = sound_ && link_ != nullptr ? link_->blocks->Find(number) : nullptr;
  if (block && !block->why_missing().empty()) return {std::move(block), nullptr, size};
  if (!block || !block->Contains(offset, size)) {
    sound_ = false;
    return {};
  }
  uint8_t* const data = block->data() + offset;
  return {std::move(block), data, size};
}

IncomingAttachments LetterReader::Incoming(const Ref<Mailbox>& mailbox, uint32_t session) {
  IncomingAttachments attachments;
  const auto hold = [&] {
    attachments.held.push_back(new HeldValue(mailbox, session, Raw<uint32_t>()));
  };
  const auto pins = Raw<uint32_t>();
  for (uint32_t i = 0; i < pins && sound_; ++i) {
    const auto attached = Raw<uint8_t>();
    if (attached == kHeld) {
      hold();
      attachments.pins.emplace_back(nullptr);
      continue;
    }
    if (attached == kShared) {
      SharedBytes shared = Shared();
      attachments.pins.push_back(new Pin(std::move(shared.block), shared.data, shared.size));
      continue;
    }
    Attachment buffer = ReadAttachment(attached);
    uint8_t* const data = buffer.data();
    const size_t size = buffer.bytes.size();
    attachments.pins.push_back(buffer.owner ? new Pin(mailbox, std::move(buffer.owner), data, size)
                                            : new Pin(mailbox, data, size));
  }
  const auto more = Raw<uint32_t>();
  for (uint32_t i = 0; i < more && sound_; ++i) hold();
  return attachments;
}

OutgoingAttachments LetterReader::Outgoing(ObjectSpace* space) {
  OutgoingAttachments attachments;
  const auto buffers = Raw<uint32_t>();
  for (uint32_t i = 0; i < buffers && sound_; ++i) {
    const auto attached = Raw<uint8_t>();
    if (attached == kShared) {
      SharedBytes shared = Shared();
      attachments.buffers.push_back(
          std::make_unique<SharedPart>(std::move(shared.block), shared.data, shared.size));
      continue;
    }
    Attachment buffer = ReadAttachment(attached);
    const std::string_view bytes = buffer.bytes;
    if (buffer.owner) {
      attachments.buffers.push_back(
          std::make_unique<OwnedMemory>(std::move(buffer.owner), buffer.data(), bytes.size()));
      continue;
    }
    auto copy = std::make_unique<CopiedMemory>(bytes.size());
    if (!bytes.empty()) std::memcpy(copy->data(), bytes.data(), bytes.size());
    attachments.buffers.push_back(std::move(copy));
  }
  const auto references = Raw<uint32_t>();
  for (uint32_t i = 0; i < references && sound_; ++i) {
    attachments.references.push_back(Raw<uint64_t>());
  }
  attachments.space = space;
  return attachments;
}

}  // namespace pyloom
