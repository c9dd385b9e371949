// Python calls JavaScript.
#ifndef PYLOOM_MODULE_HOST_CALLS_H_
#define PYLOOM_MODULE_HOST_CALLS_H_

#include <string>

#include "convert/conversion_failure.h"
#include "python/owned.h"
#include "runtime/host_call.h"
#include "runtime/loop_inbox.h"

namespace pyloom {

class Interpreter;

// On whose behalf Python code runs: the request that its lane works on, the task's on an asyncio
// lane, callSync's session, or nobody's (a Python thread of its own).
struct Caller {
  Ref<Request> request;
  Ref<Session> session;
};
Caller CurrentCaller();

// A function that lives in JavaScript: who registered it and under which id it is kept there.
struct HostFunctionTarget {
  Ref<Mailbox> mailbox;
  uint32_t session = 0;
  uint32_t function = 0;
};

// By name: the session in charge is asked first, outside any call the newest that knows the name.
bool FindHostFunction(const Interpreter& interpreter, const std::string& name,
                      HostFunctionTarget* target);

// What cannot cross is a TypeError with its path. False if there was no failure.
bool RaiseConversionFailure(const Interpreter& interpreter, const ConversionFailure& failure);

// Calls and waits, with the GIL free. `arguments` are borrowed; `keywords` is a dict or null. Null:
// a Python error is set.
PyOwned CallHostFunction(Interpreter* interpreter, const HostFunctionTarget& target,
                         PyObject* const* arguments, size_t count, PyObject* keywords);

// Calls and returns; `done(ok, value)` is called later, by DeliverReplies of that inbox. False: a
// Python error is set.
bool StartHostCall(Interpreter* interpreter, const HostFunctionTarget& target,
                   PyObject* const* arguments, size_t count, PyObject* keywords, PyObject* done,
                   const Ref<LoopInbox>& inbox);

// In the loop's thread: tells the functions that wait for these outcomes.
void DeliverReplies(Interpreter* interpreter, const std::vector<LoopInbox::Reply>& replies);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_HOST_CALLS_H_
