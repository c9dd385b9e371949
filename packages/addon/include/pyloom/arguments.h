// The arguments of one call from JavaScript, and what its function was made with. They come checked
// from there, so that a wrong one is a bug of ours.
#ifndef PYLOOM_ARGUMENTS_H_
#define PYLOOM_ARGUMENTS_H_

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pyloom {

// `Owner` is what all functions of one `connect()` share.
template <typename Owner, size_t kCount>
struct Arguments {
  Arguments(napi_env env, napi_callback_info info) : env(env) {
    size_t count = kCount;
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, values, nullptr, &data);
    owner = static_cast<Owner*>(data);
  }

  explicit Arguments(napi_env env) : env(env) {}

  double Double(size_t i) const {
    double value = 0;
    napi_get_value_double(env, values[i], &value);
    return value;
  }
  uint32_t Uint32(size_t i) const {
    uint32_t value = 0;
    napi_get_value_uint32(env, values[i], &value);
    return value;
  }
  int32_t Int32(size_t i) const {
    int32_t value = 0;
    napi_get_value_int32(env, values[i], &value);
    return value;
  }
  int64_t Int64(size_t i) const {
    int64_t value = 0;
    napi_get_value_int64(env, values[i], &value);
    return value;
  }
  bool Bool(size_t i) const {
    bool value = false;
    napi_get_value_bool(env, values[i], &value);
    return value;
  }
  std::string Utf8(size_t i) const {
    size_t length = 0;
    napi_get_value_string_utf8(env, values[i], nullptr, 0, &length);
    std::string text(length, '\0');
    napi_get_value_string_utf8(env, values[i], text.data(), length + 1, &length);
    return text;
  }
  // Which loses no lone surrogate.
  void Utf16(size_t i, std::u16string* text) const {
    size_t length = 0;
    napi_get_value_string_utf16(env, values[i], nullptr, 0, &length);
    text->resize(length);
    napi_get_value_string_utf16(env, values[i], text->data(), length + 1, &length);
  }
  // All bytes of a Uint8Array.
  std::string_view Bytes(size_t i) const {
    void* data = nullptr;
    size_t length = 0;
    napi_get_typedarray_info(env, values[i], nullptr, &length, &data, nullptr, nullptr);
    return {static_cast<const char*>(data), length};
  }

  napi_env env;
  napi_value values[kCount];
  Owner* owner = nullptr;
};

}  // namespace pyloom

#endif  // PYLOOM_ARGUMENTS_H_
