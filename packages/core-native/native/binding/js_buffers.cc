#include "binding/js_buffers.h"

#include <cstring>

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
  std::shared_ptr<void> memory = BackingStoreOf(info.buffer, writable);
  // Shared memory cannot be transferred, so that the reference keeps it while its thread lives.
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
      (!pin.writable && (napi_is_detached_arraybuffer(env_, buffer, &detached) != napi_ok))) {
    return nullptr;
  }
  return detached ? nullptr : buffer;
}

// An ArrayBuffer; or, for memory that came from this thread, [its buffer, offset, length].
napi_value JsBuffers::Make(std::unique_ptr<OutgoingBuffer> buffer) {
  napi_value value = nullptr;
  const size_t length = buffer->length();
  uint8_t* const data = buffer->data();
  const Pin* pin = buffer->pin();
  if (napi_value pinned = pin == nullptr ? nullptr : PinnedBuffer(*pin)) {
    napi_create_array_with_length(env_, 3, &value);
    napi_set_element(env_, value, 0, pinned);
    napi_set_element(env_, value, 1,
                     Number(env_, static_cast<double>(pin->offset + (data - pin->data))));
    napi_set_element(env_, value, 2, Number(env_, static_cast<double>(length)));
    return value;
  }
  if (pin == nullptr) {
    OutgoingBuffer* const owned = buffer.release();
    const auto give_up = [](napi_env, void*, void* hint) {
      std::unique_ptr<OutgoingBuffer> read(static_cast<OutgoingBuffer*>(hint));
      ObjectSpace* const space = read->space();
      read.reset();
      // Megabytes of Python's must not wait for the next call.
      if (space != nullptr) space->Nudge();
    };
    if (napi_create_external_arraybuffer(env_, data, length, give_up, owned, &value) == napi_ok) {
      return value;
    }
    buffer.reset(owned);
  }
  // Another thread's memory must not be seen here; and Electron refuses memory that is not its own.
  void* copy = nullptr;
  if (napi_create_arraybuffer(env_, length, &copy, &value) == napi_ok && length > 0) {
    std::memcpy(copy, data, length);
  }
  return value;
}

}  // namespace pyloom
