// An addon stays in memory.
//
// Node unloads an addon when the last worker thread that loaded it ends, if the main thread has not
// loaded it. Threads of the runtime, functions that one addon lends to another and what is shared
// by name would then lie in memory that is gone.
#ifndef PYLOOM_STAY_LOADED_H_
#define PYLOOM_STAY_LOADED_H_

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace pyloom {

// For the initialisation of an addon: the library that this is compiled into is never unloaded.
inline void StayLoaded() {
  static const char inside = 0;
#ifdef _WIN32
  HMODULE module = nullptr;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     &inside, &module);
#else
  // One reference that is never given back; musl and macOS know no better way to say so.
  static const bool kept = [] {
    Dl_info own;
    return dladdr(&inside, &own) != 0 && dlopen(own.dli_fname, RTLD_NOW | RTLD_NOLOAD) != nullptr;
  }();
  (void)kept;
#endif
}

}  // namespace pyloom

#endif  // PYLOOM_STAY_LOADED_H_
