// Python calls JavaScript.
#ifndef PYLOOM_MODULE_HOST_CALLS_H_
#define PYLOOM_MODULE_HOST_CALLS_H_

#include "convert/conversion_failure.h"
#include "module/find_host_function.h"
#include "python/owned.h"
#include "runtime/host_call.h"
#include "runtime/loop_inbox.h"

namespace pyloom {

class Interpreter;

// What cannot cross is a TypeError with its path. False if there was no failure.
bool RaiseConversionFailure(const Interpreter& interpreter, const ConversionFailure& failure);

// Calls and waits, with the GIL free. `arguments` are borrowed; `keywords` is a dict or null. Null:
// a Python error is set.
PyOwned CallHostFunction(Interpreter* interpreter, const HostFunctionTarget& target,
                         PyObject* const* arguments, size_t count, PyObject* keywords);

// Calls and returns its number; `done(ok, value)` is called later, by DeliverReplies of that inbox.
// 0: a Python error is set.
uint64_t StartHostCall(Interpreter* interpreter, const HostFunctionTarget& target,
                       PyObject* const* arguments, size_t count, PyObject* keywords, PyObject* done,
                       const Ref<LoopInbox>& inbox);

// In the loop's thread: tells the functions that wait for these outcomes.
void DeliverReplies(Interpreter* interpreter, const std::vector<LoopInbox::Reply>& replies);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_HOST_CALLS_H_
