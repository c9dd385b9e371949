#ifndef PYLOOM_STATE_BINDINGS_H_
#define PYLOOM_STATE_BINDINGS_H_

#include <node_api.h>

namespace pyloom {

// connect(scratch): the functions of src/native.ts for one JavaScript thread. They check nothing:
// that is JavaScript's part.
napi_value Connect(napi_env env, napi_callback_info info);

}  // namespace pyloom

#endif  // PYLOOM_STATE_BINDINGS_H_
