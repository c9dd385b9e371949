#ifndef PYLOOM_SEMAPHORE_BINDINGS_H_
#define PYLOOM_SEMAPHORE_BINDINGS_H_

#include <node_api.h>

namespace pyloom {

// connect(onWake): what this JavaScript thread does with semaphores, as functions that share one
// Participant. Raw Node-API and small integers as handles: a call costs half of what a wrapped
// object's method does, and tryTake and give stand in front of every Python call. The arguments are
// right: TypeScript has checked them.
napi_value Connect(napi_env env, napi_callback_info info);

}  // namespace pyloom

#endif  // PYLOOM_SEMAPHORE_BINDINGS_H_
