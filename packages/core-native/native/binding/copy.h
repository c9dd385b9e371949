// One copy of the package in one thread, as its functions see it. Several can share a thread: the
// ESM and the CommonJS build, one loaded before a test runner cleared its registry and one after.
//
// Threads: its JavaScript thread only. Freed with the environment.
#ifndef PYLOOM_BINDING_COPY_H_
#define PYLOOM_BINDING_COPY_H_

#include <span>

#include "binding/channel.h"
#include "pyloom/arguments.h"
#include "pyloom/js_values.h"
#include "runtime/runtime.h"

namespace pyloom {

struct Copy {
  Runtime& runtime;
  Channel* channel = nullptr;  // once it is attached
};

template <size_t kCount>
using Call = Arguments<Copy, kCount>;

// By the name that src/core/binding.ts declares.
struct CopyFunction {
  const char* name;
  napi_callback function;
};
std::span<const CopyFunction> ChannelFunctions();
std::span<const CopyFunction> SyncFunctions();
std::span<const CopyFunction> SessionFunctions();
std::span<const CopyFunction> RuntimeFunctions();
std::span<const CopyFunction> ProcessFunctions();

inline void SetProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

}  // namespace pyloom

#endif  // PYLOOM_BINDING_COPY_H_
