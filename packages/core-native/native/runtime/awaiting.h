// What a call has returned, if it can be awaited: who awaits it. With the interpreter's GIL.
#ifndef PYLOOM_RUNTIME_AWAITING_H_
#define PYLOOM_RUNTIME_AWAITING_H_

#include "python/owned.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;

bool IsAwaitable(PyObject* value);

// Where asyncio code of the main interpreter shares its loops, a worker lane leaves what a call has
// returned to them. What is bound to the lane, and what runs on a JavaScript thread, stays there.
bool GoesToLoop(const Interpreter& interpreter, const Request& request);

// Which loop that is, where the request does not tell: what the glue has evaluated belongs to
// __main__, unless it bears the marks of another one. False: a Python error is set.
bool FindLoop(Interpreter& interpreter, Request& request, PyObject* awaitable);

// Awaits it on a loop of this thread.
PyOwned Await(Interpreter& interpreter, PyOwned awaitable);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_AWAITING_H_
