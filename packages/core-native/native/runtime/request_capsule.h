// A request in the hands of Python's asyncio loop.
#ifndef PYLOOM_RUNTIME_REQUEST_CAPSULE_H_
#define PYLOOM_RUNTIME_REQUEST_CAPSULE_H_

#include "python/owned.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;

PyOwned MakeRequestCapsule(const Ref<Request>& request);
// Null, with a Python error set, if it is none.
Ref<Request> RequestOfCapsule(PyObject* capsule);
// That of the asyncio task which runs now, by its context variable; null outside of any.
Ref<Request> RequestOfTask(const Interpreter& interpreter);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_REQUEST_CAPSULE_H_
