/*
 * How one native package lends a function to another in the same process, without either knowing
 * the other and without JavaScript in between: the state store exports `state_incr` so, and Python
 * calls it straight from any interpreter's thread. Plain C, because the two sides may come from
 * different compilers.
 *
 * A native function crosses JavaScript as a napi_external whose data is a
 * `pyloom_native_function*`, tagged with PYLOOM_NATIVE_FUNCTION_TAG.
 *
 * Threads: `invoke` and `release` may be called from any thread, `invoke` from several at once.
 * `invoke` must not call into JavaScript or Python and must not block for longer than a lock is
 * held: a Python thread calls it with its GIL held.
 *
 * Ownership: the struct belongs to whoever made it and outlives the external (the importer copies
 * it). Every copy is paid for: the importer calls `retain(context)` when it copies and
 * `release(context)` once when it lets go.
 */
#ifndef PYLOOM_NATIVE_FUNCTION_H_
#define PYLOOM_NATIVE_FUNCTION_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes whenever the meaning of anything below does; an importer refuses another version. */
#define PYLOOM_NATIVE_FUNCTION_ABI 1

/* napi_type_tag {lower, upper}. */
#define PYLOOM_NATIVE_FUNCTION_TAG_LOWER 0x6e61746976655f66ULL
#define PYLOOM_NATIVE_FUNCTION_TAG_UPPER 0x70796c6f6f6d0001ULL

typedef enum pyloom_native_status {
  PYLOOM_NATIVE_OK = 0,
  /* The result is then a text in UTF-8 (no wire value), the message of the error. */
  PYLOOM_NATIVE_TYPE_ERROR = 1,
  PYLOOM_NATIVE_VALUE_ERROR = 2,
  PYLOOM_NATIVE_OVERFLOW_ERROR = 3,
  PYLOOM_NATIVE_FULL_ERROR = 4,
  PYLOOM_NATIVE_MEMORY_ERROR = 5
} pyloom_native_status;

/*
 * Where a result goes: `write` appends bytes and may be called several times. It returns 0, or -1
 * when out of memory, after which invoke returns PYLOOM_NATIVE_MEMORY_ERROR.
 */
typedef struct pyloom_native_output {
  void* sink;
  int (*write)(void* sink, const uint8_t* bytes, size_t length);
} pyloom_native_output;

typedef struct pyloom_native_function {
  uint32_t abi;     /* PYLOOM_NATIVE_FUNCTION_ABI */
  const char* name; /* 'state_incr'; UTF-8, lives as long as the struct */
  void* context;
  /* `arguments` is a wire array of the positional arguments; the result written is one wire value.
   */
  pyloom_native_status (*invoke)(void* context, const uint8_t* arguments, size_t length,
                                 const pyloom_native_output* output);
  void (*retain)(void* context);
  void (*release)(void* context);
} pyloom_native_function;

#ifdef __cplusplus
}
#endif

#endif /* PYLOOM_NATIVE_FUNCTION_H_ */
