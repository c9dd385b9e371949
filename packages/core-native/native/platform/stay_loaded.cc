#include "platform/stay_loaded.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace pyloom {

#ifdef _WIN32

void StayLoaded() {
  HMODULE module = nullptr;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCSTR>(&StayLoaded), &module);
}

#else

void StayLoaded() {
  Dl_info own;
  if (dladdr(reinterpret_cast<void*>(&StayLoaded), &own) == 0) return;
  // One reference that is never given back; musl and macOS know no better way to say so.
  dlopen(own.dli_fname, RTLD_NOW | RTLD_NOLOAD);
}

#endif

}  // namespace pyloom
