// Shorthand for making JavaScript values.
#ifndef PYLOOM_BINDING_JS_VALUES_H_
#define PYLOOM_BINDING_JS_VALUES_H_

#include <node_api.h>

namespace pyloom {

inline napi_value Undefined(napi_env env) {
  napi_value value;
  napi_get_undefined(env, &value);
  return value;
}

inline napi_value Number(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

inline napi_value Boolean(napi_env env, bool boolean) {
  napi_value value;
  napi_get_boolean(env, boolean, &value);
  return value;
}

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_VALUES_H_
