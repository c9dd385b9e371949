// Bytes, and whatever else has a buffer.

#include <cstring>

#include "convert/buffer_scope.h"
#include "convert/from_python.h"
#include "convert/memory_owner.h"
#include "convert/object_space.h"
#include "convert/outgoing_memory.h"
#include "convert/view_format.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

// From here on a buffer travels beside the message and becomes an ArrayBuffer without a second
// copy; below, making that object (about 1 µs and a finalizer) costs more than copying twice.
constexpr size_t kOutgoingThreshold = size_t{64} * 1024;

std::unique_ptr<OutgoingBuffer> Copy(const uint8_t* data, size_t length) {
  auto copy = MakeRoomForCopy(length);
  if (length > 0) std::memcpy(copy->data(), data, length);
  return copy;
}

template <typename T>
T Read(const Py_buffer& view) {
  T value;
  std::memcpy(&value, view.buf, sizeof(T));
  return value;
}

}  // namespace

bool FromPython::Bytes(PyObject* value) {
  char* data = nullptr;
  Py_ssize_t length = 0;
  return py.PyBytes_AsStringAndSize(value, &data, &length) == 0 &&
         WriteBytes(value, reinterpret_cast<uint8_t*>(data), static_cast<size_t>(length));
}

bool FromPython::ByteArray(PyObject* value) {
  BufferScope scope;
  return scope.Get(value, 0) && WriteBytes(value, scope.data(), scope.length());
}

bool FromPython::WriteBytes(PyObject* value, uint8_t* data, size_t length) {
  if (outgoing_ == nullptr || length < kOutgoingThreshold) {
    if (!CheckLength(length, "bytes")) return false;
    writer_->BinaryHeader(length);
    writer_->Append(data, length);
    return true;
  }
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kPinnedBytes), 4);
  Attach(TakeMemory(value, data, length));
  return true;
}

void FromPython::Attach(std::unique_ptr<OutgoingBuffer> buffer) {
  writer_->Raw(static_cast<uint32_t>(outgoing_->buffers.size()));
  outgoing_->buffers.push_back(std::move(buffer));
}

std::unique_ptr<OutgoingBuffer> FromPython::TakeMemory(PyObject* value, uint8_t* data,
                                                       size_t length) {
  if (ShowsForeignMemory(value, space_->glue.view_type) ||
      (owned_ && IsSentAlone(value) && OwnsItsMemory(value))) {
    // The memoryview keeps a bytearray or an array from moving its memory.
    PyOwned holder = TypeOf(value) == py.PyBytes_Type ? PyOwned::FromBorrowed(value)
                                                      : PyOwned(py.PyMemoryView_FromObject(value));
    if (holder) {
      return std::make_unique<PythonMemory>(space_, std::move(holder), data, length);
    }
    py.PyErr_Clear();
  }
  return Copy(data, length);
}

bool FromPython::IsSentAlone(PyObject* value) {
  // The buffer that is being read is one more reference to what it is of.
  const Py_ssize_t exports = TypeOf(value) == py.PyBytes_Type ? 0 : 1;
  for (int i = 0; i <= depth_; ++i) {
    // All but the outermost are held by their container and by the loop that walks it.
    const Py_ssize_t held = i == 0 ? 1 : 2;
    const Py_ssize_t count = CountReferences(i == depth_ ? value : ancestors_[i]);
    if (count != (i == depth_ ? held + exports : held)) return false;
  }
  return true;
}

bool FromPython::Buffer(PyObject* value, bool* encoded) {
  BufferScope scope;
  if (!scope.Get(value, kBufferFullReadOnly)) {
    py.PyErr_Clear();  // no buffer, or one that was released: something else, then
    return true;
  }
  const Py_buffer& view = scope.view;
  if (view.ndim == 0) return Scalar(view, encoded);
  const char format = ViewFormatOf(view.format, static_cast<size_t>(view.itemsize));
  if (format == 0 || view.ndim > wire::kMaxDimensions || view.shape == nullptr) return true;
  for (int i = 0; i < view.ndim; ++i) {
    if (view.shape[i] > UINT32_MAX) return true;
  }
  *encoded = true;
  return WriteView(value, view, format);
}

bool FromPython::WriteView(PyObject* value, const Py_buffer& view, char format) {
  const auto data = static_cast<uint8_t*>(view.buf);
  const auto length = static_cast<size_t>(view.len);
  if (length == 0 && outgoing_ != nullptr) {
    if (const Pieces* pieces = FindPieces(value, space_->glue.view_type)) {
      WritePieces(value, *pieces);
      return true;
    }
  }
  const size_t head = 2 + 4 * static_cast<size_t>(view.ndim);
  const bool contiguous = py.PyBuffer_IsContiguous(&view, 'C') != 0;
  Ref<Pin> pin;
  if (outgoing_ != nullptr && contiguous) pin = FindPin(value, space_->glue.view_type);
  const bool beside = outgoing_ != nullptr && (pin || length >= kOutgoingThreshold);
  if (!beside && !CheckLength(head + length, "an array")) return false;
  writer_->ExtensionHeader(
      static_cast<int8_t>(beside ? wire::Extension::kPinnedView : wire::Extension::kView),
      beside ? head + 4 : head + length);
  writer_->Byte(static_cast<uint8_t>(format));
  writer_->Byte(static_cast<uint8_t>(view.ndim));
  for (int i = 0; i < view.ndim; ++i) writer_->Raw(static_cast<uint32_t>(view.shape[i]));
  if (pin) {
    Attach(std::make_unique<PinnedMemory>(std::move(pin), data, length));
  } else if (beside && contiguous) {
    Attach(TakeMemory(value, data, length));
  } else if (beside) {
    auto copy = MakeRoomForCopy(length);
    if (py.PyBuffer_ToContiguous(copy->data(), &view, view.len, 'C') != 0) return false;
    Attach(std::move(copy));
  } else if (contiguous) {
    writer_->Append(data, length);
  } else {
    return py.PyBuffer_ToContiguous(writer_->Extend(length), &view, view.len, 'C') == 0;
  }
  return true;
}

void FromPython::WritePieces(PyObject* value, const Pieces& pieces) {
  writer_->ExtensionHeader(static_cast<int8_t>(wire::Extension::kPinnedBytes), 4);
  Attach(std::make_unique<PythonPieces>(space_, PyOwned::FromBorrowed(value), pieces));
}

// NumPy's scalars (np.int64(5)) are buffers without dimensions: they cross as the number that they
// are.
bool FromPython::Scalar(const Py_buffer& view, bool* encoded) {
  *encoded = true;
  switch (ViewFormatOf(view.format, static_cast<size_t>(view.itemsize))) {
    case 'b':
      writer_->Int(Read<int8_t>(view));
      return true;
    case 'B':
      writer_->Int(Read<uint8_t>(view));
      return true;
    case '?':
      writer_->Bool(Read<uint8_t>(view) != 0);
      return true;
    case 'h':
      writer_->Int(Read<int16_t>(view));
      return true;
    case 'H':
      writer_->Int(Read<uint16_t>(view));
      return true;
    case 'i':
      writer_->Int(Read<int32_t>(view));
      return true;
    case 'I':
      writer_->Int(Read<uint32_t>(view));
      return true;
    case 'q':
      writer_->Int(Read<int64_t>(view));
      return true;
    case 'Q':
      writer_->Unsigned(Read<uint64_t>(view));
      return true;
    case 'f':
      writer_->Double(Read<float>(view));
      return true;
    case 'd':
      writer_->Double(Read<double>(view));
      return true;
    default:
      *encoded = false;
      return true;
  }
}

}  // namespace pyloom
