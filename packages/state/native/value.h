#ifndef PYLOOM_STATE_VALUE_H_
#define PYLOOM_STATE_VALUE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "pyloom/wire_writer.h"

namespace pyloom {

// What a store holds under a key: a counter (every integer of 64 bits is one), or the encoded bytes
// of anything else, which are shared by whoever reads them and never change.
class Value {
 public:
  Value() = default;
  explicit Value(int64_t counter) : counter_(counter) {}

  // Of one complete encoded value.
  static Value FromWire(std::string_view bytes);

  // True if encoded bytes are an integer, of however many bits.
  static bool IsInteger(std::string_view bytes);

  bool is_counter() const { return bytes_ == nullptr; }
  int64_t counter() const { return counter_; }
  // Null for a counter.
  const std::shared_ptr<const std::string>& bytes() const { return bytes_; }

  size_t encoded_size() const { return is_counter() ? SizeOfInteger(counter_) : bytes_->size(); }

  bool operator==(const Value& other) const {
    if (is_counter() || other.is_counter()) {
      return is_counter() && other.is_counter() && counter_ == other.counter_;
    }
    return *bytes_ == *other.bytes_;
  }

 private:
  int64_t counter_ = 0;
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_VALUE_H_
