#include "platform/own_environ.h"

#ifndef _WIN32
#include <dlfcn.h>
#include <unistd.h>
#endif

namespace pyloom {

#ifdef __GLIBC__

namespace {

// Null: it is the one in use.
char*** FindOriginal() {
  void* library = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
  if (library == nullptr) return nullptr;
  auto* original = static_cast<char***>(dlsym(library, "environ"));
  dlclose(library);
  return original == &environ ? nullptr : original;
}

}  // namespace

bool ShareEnviron() {
  static char*** const original = FindOriginal();
  if (original == nullptr) return false;
  // Another lane, or JavaScript, may be changing it.
  __atomic_store_n(original, __atomic_load_n(&environ, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
  return true;
}

#else

bool ShareEnviron() { return false; }

#endif

}  // namespace pyloom
