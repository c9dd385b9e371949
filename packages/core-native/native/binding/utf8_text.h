// JavaScript's text of UTF-8 that Python wrote, and which is therefore well-formed. V8's own
// decoder takes four times as long for what is not ASCII.
#ifndef PYLOOM_BINDING_UTF8_TEXT_H_
#define PYLOOM_BINDING_UTF8_TEXT_H_

#include <node_api.h>

#include <cstddef>
#include <cstdint>

namespace pyloom {

napi_value Utf8Text(napi_env env, const uint8_t* bytes, size_t length);

}  // namespace pyloom

#endif  // PYLOOM_BINDING_UTF8_TEXT_H_
