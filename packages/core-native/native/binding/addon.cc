// What JavaScript loads: src/core/binding.ts is its declaration and the only caller.

#include <node_api.h>
#include <uv.h>

#include "binding/backing_store.h"
#include "binding/copy.h"
#include "platform/standard_descriptors.h"
#include "pyloom/stay_loaded.h"

namespace pyloom {
namespace {

// connect(): the functions of one copy of the package in one thread.
napi_value Connect(napi_env env, napi_callback_info) {
  auto* copy = new Copy{Runtime::Get()};
  napi_add_env_cleanup_hook(env, [](void* data) { delete static_cast<Copy*>(data); }, copy);
  napi_value object = nullptr;
  napi_create_object(env, &object);
  for (const auto& functions : {ChannelFunctions(), SyncFunctions(), SessionFunctions(),
                                RuntimeFunctions(), ProcessFunctions()}) {
    for (const CopyFunction& each : functions) {
      napi_value function = nullptr;
      napi_create_function(env, each.name, NAPI_AUTO_LENGTH, each.function, copy, &function);
      SetProperty(env, object, each.name, function);
    }
  }
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  const bool is_main_thread = loop == uv_default_loop();
  SetProperty(env, object, "isMainThread", Boolean(env, is_main_thread));
  SetProperty(env, object, "keepsSharedMemory",
              Boolean(env, is_main_thread || KeepsBackingStores()));
  return object;
}

napi_value Init(napi_env env, napi_value exports) {
  NoteStandardDescriptors();
  napi_value connect = nullptr;
  napi_create_function(env, "connect", NAPI_AUTO_LENGTH, Connect, nullptr, &connect);
  SetProperty(env, exports, "connect", connect);
  return exports;
}

}  // namespace
}  // namespace pyloom

NAPI_MODULE_INIT() {
  pyloom::StayLoaded();
  return pyloom::Init(env, exports);
}
