// Which JavaScript function Python means, and on whose behalf it asks.
#ifndef PYLOOM_MODULE_FIND_HOST_FUNCTION_H_
#define PYLOOM_MODULE_FIND_HOST_FUNCTION_H_

#include <cstdint>
#include <string>

#include "runtime/call_caches.h"
#include "runtime/request.h"
#include "runtime/session.h"

namespace pyloom {

class Interpreter;

// On whose behalf Python code runs: the request that its lane works on, the task's on an asyncio
// lane, callSync's session, or nobody's (a Python thread of its own).
struct Caller {
  Ref<Request> request;
  Ref<Session> session;
};
Caller CurrentCaller();

// What this thread's lane remembers from call to call. Null: a Python thread of its own has none.
CallCaches* CachesOfThisThread();

// A function that lives in JavaScript: who registered it and under which id it is kept there.
struct HostFunctionTarget {
  Ref<Mailbox> mailbox;
  uint32_t session = 0;
  uint32_t function = 0;
};

// By name: the session in charge is asked first, outside any call the newest that knows the name.
bool FindHostFunction(const Interpreter& interpreter, const std::string& name,
                      HostFunctionTarget* target);

// The same by a Python object, which a lane that calls one function again and again remembers.
// False with a Python error set: it is no text, or no function has that name.
bool FindHostFunction(const Interpreter& interpreter, PyObject* name, HostFunctionTarget* target);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_FIND_HOST_FUNCTION_H_
