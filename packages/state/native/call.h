#ifndef PYLOOM_STATE_CALL_H_
#define PYLOOM_STATE_CALL_H_

#include <node_api.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "connection.h"
#include "key.h"
#include "pyloom/arguments.h"
#include "pyloom/surrogates.h"

namespace pyloom {

// The arguments of one call from JavaScript, and whose it is.
template <size_t kCount>
struct Call : Arguments<Connection, kCount> {
  using Base = Arguments<Connection, kCount>;
  using Base::Base;
  using Base::owner;

  // Infinity is none.
  uint64_t Limit(size_t index) const {
    const double value = this->Double(index);
    return value < 9007199254740992.0 ? static_cast<uint64_t>(value) : Limits::kNone;
  }

  // Every call has the handle of its store in front.
  Store& store() const { return *owner->Get(this->Uint32(0)); }

  // UTF-16, which loses no lone surrogate; good until the next string.
  const std::u16string& String(size_t index) const {
    this->Utf16(index, &owner->units);
    return owner->units;
  }

  // A string; or the length of one that is ASCII and lies in the scratch. Good until the next call.
  KeyView Key(size_t index) const {
    uint32_t length = 0;
    if (napi_get_value_uint32(this->env, this->values[index], &length) == napi_ok) {
      return KeyView(std::string_view(reinterpret_cast<const char*>(owner->scratch()), length));
    }
    const std::u16string& units = String(index);
    owner->key.clear();
    AppendUtf16(owner->key, units.data(), units.size());
    return KeyView(owner->key);
  }
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_CALL_H_
