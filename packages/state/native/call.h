#pragma once

#include <node_api.h>

#include <cstdint>
#include <new>
#include <string_view>

#include "connection.h"
#include "key.h"
#include "wtf8.h"

namespace pyloom {

/** The arguments of one call from JavaScript, and whose it is. */
template <size_t count>
struct Call {
  Call(napi_env env, napi_callback_info info) : env(env) {
    void* data = nullptr;
    size_t given = count;
    napi_get_cb_info(env, info, &given, values, nullptr, &data);
    connection = static_cast<Connection*>(data);
  }

  uint32_t Uint32(size_t index) const {
    uint32_t value = 0;
    napi_get_value_uint32(env, values[index], &value);
    return value;
  }

  bool Bool(size_t index) const {
    bool value = false;
    napi_get_value_bool(env, values[index], &value);
    return value;
  }

  /** Infinity is none. */
  uint64_t Limit(size_t index) const {
    double value = 0;
    napi_get_value_double(env, values[index], &value);
    return value < 9007199254740992.0 ? static_cast<uint64_t>(value) : Limits::kNone;
  }

  /** Every call has the handle of its store in front. */
  Store& store() const { return *connection->Get(Uint32(0)); }

  /** UTF-16, which loses no lone surrogate; good until the next string. */
  const std::u16string& String(size_t index) const {
    size_t length = 0;
    napi_get_value_string_utf16(env, values[index], nullptr, 0, &length);
    std::u16string& units = connection->units;
    units.resize(length);
    napi_get_value_string_utf16(env, values[index], units.data(), length + 1, &length);
    return units;
  }

  /** A string; or the length of one that is ASCII and lies in the scratch. Good until the next
   * call. */
  KeyView Key(size_t index) const {
    uint32_t length = 0;
    if (napi_get_value_uint32(env, values[index], &length) == napi_ok) {
      return KeyView(
          std::string_view(reinterpret_cast<const char*>(connection->scratch()), length));
    }
    const std::u16string& units = String(index);
    connection->key.clear();
    AppendUtf16(connection->key, units.data(), units.size());
    return KeyView(connection->key);
  }

  /** All bytes of a Uint8Array. */
  std::string_view Bytes(size_t index) const {
    void* data = nullptr;
    size_t length = 0;
    napi_get_typedarray_info(env, values[index], nullptr, &length, &data, nullptr, nullptr);
    return {static_cast<const char*>(data), length};
  }

  napi_env env;
  napi_value values[count];
  Connection* connection;
};

}  // namespace pyloom
