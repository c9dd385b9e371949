// What a lane remembers from call to call. Of one thread state, with its GIL.
#ifndef PYLOOM_RUNTIME_CALL_CACHES_H_
#define PYLOOM_RUNTIME_CALL_CACHES_H_

#include <cstdint>
#include <unordered_map>

#include "convert/string_cache.h"
#include "python/owned.h"
#include "runtime/function_key.h"
#include "runtime/host_function_cache.h"

namespace pyloom {

class Interpreter;

// How a function's name became a callable. The look-up itself is repeated for every call (a dict
// and an attribute, some 60 ns), so that `reload`, monkey-patching and a redefinition in __main__
// need no invalidation; only what is slow about it is kept.
struct ResolvedFunction {
  PyOwned module_name;  // str
  PyOwned attribute;    // str; null for a dotted name, which the slow way handles
  bool imported = false;
  PyOwned callable;  // the one that the rest was found out about
  // What is called in its place, from a frame of its own: without keyword arguments, and with some.
  PyOwned framed;
  PyOwned framed_with_keywords;
  bool wants_loop = false;
  uint32_t home_version = 0;  // in a lane of a sub-interpreter: of HomeModules, at the look-up

  PyOwned Framed(bool has_keywords) const {
    return PyOwned::FromBorrowed((has_keywords ? framed_with_keywords : framed).get());
  }
};

struct CallCaches {
  StringCache strings;
  std::unordered_map<const FunctionKey*, ResolvedFunction> functions;
  HostFunctionCache host_function;
};

enum class Resolution : uint8_t { kFound, kError, kNeedsHome };

// What is to be called for a name. kError: a Python error is set. kNeedsHome: `module` refuses
// sub-interpreters.
Resolution ResolveFunction(Interpreter& interpreter, CallCaches& caches, const FunctionKey& key,
                           bool has_keywords, PyOwned* callable, bool* wants_loop,
                           std::string* module);

// For one that was found before and is no coroutine function: the same, without asking the glue.
// Null: ask it.
PyOwned FunctionFoundBefore(CallCaches& caches, const FunctionKey& key);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_CALL_CACHES_H_
