#include <node_api.h>

#include "bindings.h"
#include "pyloom/stay_loaded.h"

// Once in each JavaScript thread that loads the addon: all that is per thread hangs on its
// Connection.
NAPI_MODULE_INIT() {
  pyloom::StayLoaded();
  napi_value connect = nullptr;
  if (napi_create_function(env, "connect", NAPI_AUTO_LENGTH, pyloom::Connect, nullptr, &connect) !=
          napi_ok ||
      napi_set_named_property(env, exports, "connect", connect) != napi_ok) {
    return nullptr;
  }
  return exports;
}
