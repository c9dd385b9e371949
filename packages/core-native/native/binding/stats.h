// What runs where, for people and for tests.
#ifndef PYLOOM_BINDING_STATS_H_
#define PYLOOM_BINDING_STATS_H_

#include <node_api.h>

namespace pyloom {

// stats(): see CoreStats of src/core/binding.ts.
napi_value Stats(napi_env env, napi_callback_info info);

}  // namespace pyloom

#endif  // PYLOOM_BINDING_STATS_H_
