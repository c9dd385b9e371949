#include "processes/letters.h"

#include <memory>

#include "convert/outgoing_memory.h"

namespace pyloom {

namespace {
enum class Attached : uint8_t { kBuffer, kWritableBuffer, kHeld };
}  // namespace

// A copy of each buffer: the memory is the caller's process's own.
Letter& Letter::Beside(const IncomingAttachments& attachments) {
  WireWriter& part = Part();
  part.Raw(static_cast<uint32_t>(attachments.pins.size()));
  size_t held = 0;
  for (const auto& pin : attachments.pins) {
    if (!pin) {
      part.Raw(Attached::kHeld);
      part.Raw(attachments.held[held++]->id);
      continue;
    }
    part.Raw(pin->writable ? Attached::kWritableBuffer : Attached::kBuffer);
    const bool valid = pin->valid();
    part.Raw(static_cast<uint64_t>(valid ? pin->length : 0));
    if (valid) part.Append(pin->data, pin->length);
  }
  // Of an error there is no pin.
  part.Raw(static_cast<uint32_t>(attachments.held.size() - held));
  for (; held < attachments.held.size(); ++held) part.Raw(attachments.held[held]->id);
  return *this;
}

Letter& Letter::Beside(const OutgoingAttachments& attachments) {
  WireWriter& part = Part();
  part.Raw(static_cast<uint32_t>(attachments.buffers.size()));
  for (const auto& buffer : attachments.buffers) {
    part.Raw(static_cast<uint64_t>(buffer->length()));
    part.Append(buffer->data(), buffer->length());
  }
  part.Raw(static_cast<uint32_t>(attachments.references.size()));
  for (const uint64_t handle : attachments.references) part.Raw(handle);
  return *this;
}

void Letter::SendTo(Outflow& out) const {
  PutInto(out);
  out.Ring();
}

void Letter::PutInto(Outflow& out) const {
  const Piece pieces[] = {
      {head_.data(), head_.size()},
      {value_ == nullptr ? nullptr : value_->data(), value_ == nullptr ? 0 : value_->size()},
      {tail_.data(), tail_.size()}};
  out.Put(pieces, std::size(pieces));
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

IncomingAttachments LetterReader::Incoming(const Ref<Mailbox>& mailbox, uint32_t session) {
  IncomingAttachments attachments;
  const auto hold = [&] {
    attachments.held.push_back(new HeldValue(mailbox, session, Raw<uint32_t>()));
  };
  const auto pins = Raw<uint32_t>();
  for (uint32_t i = 0; i < pins && sound_; ++i) {
    if (Raw<Attached>() == Attached::kHeld) {
      hold();
      attachments.pins.emplace_back(nullptr);
      continue;
    }
    const std::string_view bytes = Value();
    attachments.pins.push_back(
        new Pin(mailbox, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
  }
  const auto more = Raw<uint32_t>();
  for (uint32_t i = 0; i < more && sound_; ++i) hold();
  return attachments;
}

OutgoingAttachments LetterReader::Outgoing(ObjectSpace* space) {
  OutgoingAttachments attachments;
  const auto buffers = Raw<uint32_t>();
  for (uint32_t i = 0; i < buffers && sound_; ++i) {
    const std::string_view bytes = Value();
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
