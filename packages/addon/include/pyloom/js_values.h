// Shorthand for making JavaScript values.
#ifndef PYLOOM_JS_VALUES_H_
#define PYLOOM_JS_VALUES_H_

#include <node_api.h>

#include <string_view>

namespace pyloom {

inline napi_value Undefined(napi_env env) {
  napi_value value = nullptr;
  napi_get_undefined(env, &value);
  return value;
}

inline napi_value Number(napi_env env, double number) {
  napi_value value = nullptr;
  napi_create_double(env, number, &value);
  return value;
}

inline napi_value Boolean(napi_env env, bool boolean) {
  napi_value value = nullptr;
  napi_get_boolean(env, boolean, &value);
  return value;
}

inline napi_value String(napi_env env, std::string_view utf8) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, utf8.data(), utf8.size(), &value);
  return value;
}

}  // namespace pyloom

#endif  // PYLOOM_JS_VALUES_H_
