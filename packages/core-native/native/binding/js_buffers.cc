#include "binding/js_buffers.h"

#include <uv.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "binding/backing_store.h"
#include "convert/object_space.h"
#include "pyloom/js_values.h"

namespace pyloom {

namespace {

// A typed array or a DataView, and where it lies.
struct ViewInfo {
  napi_value buffer = nullptr;
  size_t offset = 0;
  uint8_t* data = nullptr;
  size_t length = 0;

  bool Read(napi_env env, napi_value view) {
    bool is = false;
    void* memory = nullptr;
    if (napi_is_typedarray(env, view, &is) == napi_ok && is) {
      napi_typedarray_type type;
      static constexpr size_t kSizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
      if (napi_get_typedarray_info(env, view, &type, &length, &memory, &buffer, &offset) != napi_ok)
        return false;
      length *= kSizes[type];
    } else if (napi_get_dataview_info(env, view, &length, &memory, &buffer, &offset) != napi_ok) {
      return false;
    }
    data = static_cast<uint8_t*>(memory);
    return true;
  }
};

// Below, a copy costs less than an ArrayBuffer of its own memory and the end of that.
constexpr size_t kLeastSeen = size_t{64} * 1024;

// What the collector is told of memory that nobody looks at yet. That looks like nothing to it: it
// would let table after table pile up. Were it told of all of it, it would be at work with each
// table. It begins after 64 MB of news, which are those of a quarter of the memory there is.
int64_t Told(size_t length) {
  constexpr double kNews = double{64 << 20};
  static const double quarter = [] {
    const uint64_t all = uv_get_total_memory(), allowed = uv_get_constrained_memory();
    return static_cast<double>(allowed == 0 ? all : std::min(all, allowed)) / 4;
  }();
  return static_cast<int64_t>(static_cast<double>(length) / quarter * kNews);
}

// Megabytes of Python's must not wait for the next call.
void GiveUp(OutgoingBuffer* buffer) {
  ObjectSpace* const space = buffer->space();
  delete buffer;
  if (space != nullptr) space->Nudge();
}

napi_value CopyOf(napi_env env, const uint8_t* data, size_t length) {
  napi_value value = nullptr;
  void* copy = nullptr;
  if (napi_create_arraybuffer(env, length, &copy, &value) == napi_ok && length > 0) {
    std::memcpy(copy, data, length);
  }
  return value;
}

size_t LengthOfPieces(const OutgoingAttachments& attachments) {
  size_t length = 0;
  for (const auto& buffer : attachments.buffers) {
    if (buffer->pieces() == nullptr) continue;
    for (const auto& piece : *buffer->pieces()) length += piece.size();
  }
  return length;
}

// What JavaScript holds instead of pieces, and each of those that it looks at.
using SharedPieces = std::shared_ptr<OutgoingBuffer>;

struct LentPieces {
  SharedPieces memory;
  int64_t told = 0;  // to the collector
};

bool IsShared(napi_env env, napi_value buffer) {
  bool is_own = false;
  napi_is_arraybuffer(env, buffer, &is_own);
  return !is_own;
}

}  // namespace

JsBuffers::Reading JsBuffers::Read(napi_value array, uint32_t first, uint32_t count,
                                   uint32_t session, IncomingAttachments* incoming) {
  for (uint32_t i = 0; i < count; ++i) {
    napi_value item;
    if (napi_get_element(env_, array, first + i, &item) == napi_ok &&
        ReadItem(item, session, incoming)) {
      continue;
    }
    // worker.terminate() takes effect at any moment, from another thread.
    bool pending = false;
    napi_is_exception_pending(env_, &pending);
    return pending || !RunsJavaScript() ? Reading::kEnding : Reading::kMalformed;
  }
  return Reading::kDone;
}

bool JsBuffers::RunsJavaScript() {
  napi_value object;
  bool has = false;
  // Of those that run JavaScript the one that needs nothing.
  return napi_create_object(env_, &object) == napi_ok &&
         napi_has_element(env_, object, 0, &has) == napi_ok;
}

bool JsBuffers::ReadItem(napi_value item, uint32_t session, IncomingAttachments* incoming) {
  napi_value view, writable_value;
  napi_valuetype type;
  bool writable = false;
  if (napi_typeof(env_, item, &type) != napi_ok) return false;
  if (type == napi_number) {
    uint32_t id = 0;
    napi_get_value_uint32(env_, item, &id);
    incoming->held.push_back(new HeldValue(mailbox_, session, id));
    incoming->pins.push_back(nullptr);  // the message counts both
    return true;
  }
  return napi_get_element(env_, item, 0, &view) == napi_ok &&
         napi_get_element(env_, item, 1, &writable_value) == napi_ok &&
         napi_get_value_bool(env_, writable_value, &writable) == napi_ok &&
         ReadOne(view, writable, &incoming->pins);
}

bool JsBuffers::ReadOne(napi_value view, bool writable, std::vector<Ref<Pin>>* pins) {
  ViewInfo info;
  if (!info.Read(env_, view)) return false;
  if (writable && info.length > 0) {
    if (auto block = shared_->BlockOf(info.buffer, info.data - info.offset)) {
      pins->push_back(new Pin(std::move(block), info.data, info.length));
      return true;
    }
  }
  std::shared_ptr<void> memory = BackingStoreOf(info.buffer, IsShared(env_, info.buffer));
  // Shared memory cannot be transferred, so that the reference keeps it while its thread lives;
  // nothing else that can be written comes here where its memory cannot be kept.
  if (!memory && !writable) {
    pins->push_back(new Pin(mailbox_, info.data, info.length));
    return true;
  }
  napi_ref reference = nullptr;
  if (napi_create_reference(env_, info.buffer, 1, &reference) != napi_ok) return false;
  pins->push_back(new Pin(mailbox_, reference, std::move(memory), info.offset, info.data,
                          info.length, writable));
  return true;
}

uint32_t JsBuffers::Append(OutgoingAttachments& attachments) {
  const uint32_t first = count_;
  references_->Add(attachments);
  if (attachments.buffers.empty()) return first;
  if (array_ == nullptr) napi_create_array(env_, &array_);
  untold_ = Told(LengthOfPieces(attachments));
  for (auto& buffer : attachments.buffers) {
    napi_set_element(env_, array_, count_++, Make(std::move(buffer)));
  }
  attachments.buffers.clear();
  return first;
}

napi_value JsBuffers::TakeArray() {
  count_ = 0;
  napi_value taken = std::exchange(array_, nullptr);
  return taken == nullptr ? Undefined(env_) : taken;
}

// The buffer that a pin shows a part of; null when it is another thread's, or has been transferred.
napi_value JsBuffers::PinnedBuffer(const Pin& pin) {
  napi_value buffer = nullptr;
  bool detached = false;
  if (pin.home == nullptr || pin.mailbox != mailbox_ ||
      napi_get_reference_value(env_, static_cast<napi_ref>(pin.home), &buffer) != napi_ok ||
      (!IsShared(env_, buffer) &&
       napi_is_detached_arraybuffer(env_, buffer, &detached) != napi_ok)) {
    return nullptr;
  }
  return detached ? nullptr : buffer;
}

napi_value JsBuffers::Part(napi_value buffer, size_t offset, size_t length, bool is_shared) {
  napi_value part = nullptr;
  napi_create_array_with_length(env_, 4, &part);
  napi_set_element(env_, part, 0, buffer);
  napi_set_element(env_, part, 1, Number(env_, static_cast<double>(offset)));
  napi_set_element(env_, part, 2, Number(env_, static_cast<double>(length)));
  napi_set_element(env_, part, 3, Boolean(env_, is_shared));
  return part;
}

// [what the pieces are asked of]
napi_value JsBuffers::Lend(std::unique_ptr<OutgoingBuffer> buffer) {
  auto* lent = new LentPieces{SharedPieces(buffer.release(), GiveUp), std::exchange(untold_, 0)};
  const auto give_up = [](napi_env env, void* data, void*) {
    const std::unique_ptr<LentPieces> owned(static_cast<LentPieces*>(data));
    int64_t total = 0;
    if (owned->told > 0) napi_adjust_external_memory(env, -owned->told, &total);
  };
  napi_value external = nullptr, item = nullptr;
  int64_t total = 0;
  if (lent->told > 0) napi_adjust_external_memory(env_, lent->told, &total);
  napi_create_external(env_, lent, give_up, nullptr, &external);
  napi_create_array_with_length(env_, 1, &item);
  napi_set_element(env_, item, 0, external);
  return item;
}

napi_value JsBuffers::Piece(napi_env env, napi_value pieces, uint32_t index, double most) {
  napi_value value = nullptr;
  void* data = nullptr;
  napi_get_value_external(env, pieces, &data);
  const auto* lent = static_cast<LentPieces*>(data);
  if (lent == nullptr || index >= lent->memory->pieces()->size()) return Undefined(env);
  const auto piece = (*lent->memory->pieces())[index];
  if (piece.data() == nullptr) {
    napi_get_null(env, &value);
    return value;
  }
  if (static_cast<double>(piece.size()) > most) return Undefined(env);
  if (piece.size() >= kLeastSeen) {
    auto owner = std::make_unique<SharedPieces>(lent->memory);
    const auto let_go = [](napi_env, void*, void* hint) {
      delete static_cast<SharedPieces*>(hint);
    };
    if (napi_create_external_arraybuffer(env, const_cast<uint8_t*>(piece.data()), piece.size(),
                                         let_go, owner.get(), &value) == napi_ok) {
      owner.release();
      return value;
    }
  }
  return CopyOf(env, piece.data(), piece.size());
}

// An ArrayBuffer; or, for memory that came from this thread or that both sides write to, [its
// buffer, offset, length, whether it is that].
napi_value JsBuffers::Make(std::unique_ptr<OutgoingBuffer> buffer) {
  if (buffer->pieces() != nullptr) return Lend(std::move(buffer));
  napi_value value = nullptr;
  const size_t length = buffer->length();
  uint8_t* const data = buffer->data();
  if (const auto block = buffer->block()) {
    napi_value whole = shared_->BufferOf(block);
    if (whole != nullptr) return Part(whole, data - block->data(), length, true);
  }
  const Pin* pin = buffer->pin();
  if (napi_value pinned = pin == nullptr ? nullptr : PinnedBuffer(*pin)) {
    return Part(pinned, pin->offset + (data - pin->data), length, false);
  }
  if (pin == nullptr && !buffer->block()) {
    OutgoingBuffer* const owned = buffer.release();
    const auto give_up = [](napi_env, void*, void* hint) {
      GiveUp(static_cast<OutgoingBuffer*>(hint));
    };
    if (napi_create_external_arraybuffer(env_, data, length, give_up, owned, &value) == napi_ok) {
      return value;
    }
    buffer.reset(owned);
  }
  // Another thread's memory must not be seen here; and Electron refuses memory that is not its own.
  return CopyOf(env_, data, length);
}

}  // namespace pyloom
