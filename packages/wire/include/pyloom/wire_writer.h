// Appends MessagePack to a growing buffer. The format and its extensions are in docs/wire.md.
#ifndef PYLOOM_WIRE_WRITER_H_
#define PYLOOM_WIRE_WRITER_H_

#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace pyloom {

static_assert(std::endian::native == std::endian::little,
              "views and number blocks travel as they lie in memory");

// The frame around a message counts its bytes in 32 bits, and so do the headers in it: a longer one
// would be taken for a short one.
class MessageTooLong : public std::bad_alloc {
 public:
  const char* what() const noexcept override { return "the message is too long"; }
};

template <typename T>
void PutBigEndian(uint8_t* place, T value) {
  for (size_t i = 0; i < sizeof(T); ++i)
    place[i] = static_cast<uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}

inline constexpr size_t kMostBytesOfInteger = 9;

// Writes an integer in its shortest format. Returns its size.
inline size_t WriteInteger(uint8_t* place, int64_t value) {
  const auto tagged = [place](uint8_t tag, auto number) {
    place[0] = tag;
    PutBigEndian(place + 1, number);
    return 1 + sizeof number;
  };
  if (value >= -32 && value < 0x80) {
    place[0] = static_cast<uint8_t>(value);
    return 1;
  }
  if (value >= 0) {
    if (value <= UINT8_MAX) return tagged(0xcc, static_cast<uint8_t>(value));
    if (value <= UINT16_MAX) return tagged(0xcd, static_cast<uint16_t>(value));
    if (value <= UINT32_MAX) return tagged(0xce, static_cast<uint32_t>(value));
    return tagged(0xcf, static_cast<uint64_t>(value));
  }
  if (value >= INT8_MIN) return tagged(0xd0, static_cast<uint8_t>(value));
  if (value >= INT16_MIN) return tagged(0xd1, static_cast<uint16_t>(value));
  if (value >= INT32_MIN) return tagged(0xd2, static_cast<uint32_t>(value));
  return tagged(0xd3, static_cast<uint64_t>(value));
}

// That size.
inline size_t SizeOfInteger(int64_t value) {
  uint8_t bytes[kMostBytesOfInteger];
  return WriteInteger(bytes, value);
}

// Bytes that grow by doubling and are not zeroed first, unlike std::vector's. Throws
// std::bad_alloc.
class WireWriter {
 public:
  // With room for what a frame has in front of its message.
  static constexpr size_t kMostBytes = UINT32_MAX - 1024;
  // Lower in tests.
  static inline std::atomic<size_t> most{kMostBytes};

  WireWriter() = default;
  // For several messages, each in its frame.
  static WireWriter Unlimited() {
    WireWriter writer;
    writer.limited_ = false;
    return writer;
  }
  WireWriter(WireWriter&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)),
        limited_(other.limited_) {}
  WireWriter& operator=(WireWriter&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    std::swap(limited_, other.limited_);
    return *this;
  }
  ~WireWriter() { std::free(data_); }

  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {reinterpret_cast<const char*>(data_), size_}; }
  void Clear() { size_ = 0; }
  // Clear(), keeping no more memory than most messages need.
  void Trim() {
    constexpr size_t kKept = size_t{2} << 20;
    size_ = 0;
    if (capacity_ <= kKept) return;
    std::free(std::exchange(data_, nullptr));
    capacity_ = 0;
  }
  // Cuts off what was written since `size`.
  void Truncate(size_t size) { size_ = size; }
  // Cuts off what was written first.
  void DropFront(size_t length) {
    size_ -= length;
    if (size_ > 0) std::memmove(data_, data_ + length, size_);
  }
  void Assign(const uint8_t* bytes, size_t length) {
    size_ = 0;
    Append(bytes, length);
  }

  void Append(const void* bytes, size_t length) {
    if (length > 0) std::memcpy(Extend(length), bytes, length);
  }
  // Room for `length` more bytes, which the caller fills.
  uint8_t* Extend(size_t length) {
    if (capacity_ - size_ < length) Grow(length);
    uint8_t* place = data_ + size_;
    size_ += length;
    return place;
  }

  void Nil() { Byte(0xc0); }
  void Bool(bool value) { Byte(value ? 0xc3 : 0xc2); }

  void Int(int64_t value) {
    if (capacity_ - size_ < kMostBytesOfInteger) Grow(kMostBytesOfInteger);
    size_ += WriteInteger(data_ + size_, value);
  }
  void Unsigned(uint64_t value) {
    if (value <= INT64_MAX) return Int(static_cast<int64_t>(value));
    Tagged<uint64_t>(0xcf, value);
  }

  void Double(double value) { Tagged<uint64_t>(0xcb, std::bit_cast<uint64_t>(value)); }

  void String(std::string_view text) {
    const size_t length = text.size();
    if (length < 32) {
      Byte(static_cast<uint8_t>(0xa0 | length));
    } else if (length <= UINT8_MAX) {
      Tagged<uint8_t>(0xd9, static_cast<uint8_t>(length));
    } else if (length <= UINT16_MAX) {
      Tagged<uint16_t>(0xda, static_cast<uint16_t>(length));
    } else {
      Tagged<uint32_t>(0xdb, static_cast<uint32_t>(length));
    }
    Append(text.data(), length);
  }

  void BinaryHeader(size_t length) {
    if (length <= UINT8_MAX) return Tagged<uint8_t>(0xc4, static_cast<uint8_t>(length));
    if (length <= UINT16_MAX) return Tagged<uint16_t>(0xc5, static_cast<uint16_t>(length));
    Tagged<uint32_t>(0xc6, static_cast<uint32_t>(length));
  }

  void ArrayHeader(size_t count) { Container(0x90, 0xdc, count); }
  void MapHeader(size_t count) { Container(0x80, 0xde, count); }

  // An extension whose payload's length is known.
  void ExtensionHeader(int8_t type, size_t length) {
    if (length <= UINT8_MAX) {
      Tagged<uint8_t>(0xc7, static_cast<uint8_t>(length));
    } else {
      Tagged<uint32_t>(0xc9, static_cast<uint32_t>(length));
    }
    Byte(static_cast<uint8_t>(type));
  }
  // One whose length is known only when its payload has been written.
  size_t BeginExtension(int8_t type) {
    Tagged<uint32_t>(0xc9, 0);
    Byte(static_cast<uint8_t>(type));
    return size_;
  }
  void EndExtension(size_t begin) {
    PutBigEndian<uint32_t>(data_ + begin - 5, static_cast<uint32_t>(size_ - begin));
  }

  // Raw little-endian numbers, in payloads and in the frames around values.
  template <typename T>
  void Raw(T value) {
    std::memcpy(Extend(sizeof(T)), &value, sizeof(T));
  }
  template <typename T>
  void PatchRaw(size_t position, T value) {
    std::memcpy(data_ + position, &value, sizeof(T));
  }
  void Byte(uint8_t value) { *Extend(1) = value; }

 private:
  template <typename T>
  void Tagged(uint8_t tag, T value) {
    uint8_t* place = Extend(1 + sizeof(T));
    place[0] = tag;
    PutBigEndian<T>(place + 1, value);
  }

  void Container(uint8_t fixed, uint8_t tag16, size_t count) {
    if (count < 16) return Byte(static_cast<uint8_t>(fixed | count));
    if (count <= UINT16_MAX) return Tagged<uint16_t>(tag16, static_cast<uint16_t>(count));
    Tagged<uint32_t>(static_cast<uint8_t>(tag16 + 1), static_cast<uint32_t>(count));
  }

  void Grow(size_t length) {
    const size_t limit = limited_ ? most.load(std::memory_order_relaxed) : SIZE_MAX;
    if (size_ > limit || length > limit - size_) throw MessageTooLong();
    size_t capacity = capacity_ < 128 ? 128 : capacity_ * 2;
    if (capacity < size_ + length) capacity = size_ + length;
    if (capacity > limit) capacity = limit;
    void* grown = std::realloc(data_, capacity);
    if (grown == nullptr) throw std::bad_alloc();
    data_ = static_cast<uint8_t*>(grown);
    capacity_ = capacity;
  }

  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
  bool limited_ = true;
};

}  // namespace pyloom

#endif  // PYLOOM_WIRE_WRITER_H_
