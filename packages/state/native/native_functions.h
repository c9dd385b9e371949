#ifndef PYLOOM_STATE_NATIVE_FUNCTIONS_H_
#define PYLOOM_STATE_NATIVE_FUNCTIONS_H_

#include <cstddef>
#include <memory>

#include "pyloom/native_function.h"
#include "store.h"

namespace pyloom {

inline constexpr size_t kNativeFunctions = 7;

// The operations of a store as native functions (pyloom/native_function.h), which Python calls
// straight from any interpreter's thread.
//
// Threads: `invoke`, `retain` and `release` may be called from any thread. Owner: whoever makes it
// with MakeNativeFunction holds one reference, given back by `release(context)`; the context keeps
// the store. When an environment goes away, only its own references do.
pyloom_native_function MakeNativeFunction(size_t index, const std::shared_ptr<Store>& store);

}  // namespace pyloom

#endif  // PYLOOM_STATE_NATIVE_FUNCTIONS_H_
