// What Python prints, logs and traces: to which client it goes, and whether that listens.
//
// Threads: any that holds the interpreter's GIL.
#ifndef PYLOOM_MODULE_EVENTS_H_
#define PYLOOM_MODULE_EVENTS_H_

#include <optional>
#include <string>

#include "python/owned.h"
#include "runtime/session.h"

namespace pyloom {

class Interpreter;

// By the names that the Python half uses: stdout, stderr, log, span.
std::optional<EventKind> EventKindOf(const std::string& name);

// The client in charge: the caller's; in a Python thread of its own that of the call which started
// it, while it is open; else the newest. Null: there is none.
Ref<Session> ClientInCharge(const Interpreter& interpreter);

// From now on this thread, which serves no call, belongs to that client.
void BelongToClient(uint32_t session);

// Whether a client listens, be it to ignore what it gets.
bool Listens(const Interpreter& interpreter, EventKind kind);

// True: a client took it. False: nobody listens. Null: a Python error is set.
std::optional<bool> EmitEvent(Interpreter* interpreter, EventKind kind, PyObject* payload);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_EVENTS_H_
