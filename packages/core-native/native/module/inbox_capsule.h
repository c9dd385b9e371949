// The inbox of an event loop in the hands of Python: an asyncio lane's, which goes by None, or that
// of a loop of the program's own.
#ifndef PYLOOM_MODULE_INBOX_CAPSULE_H_
#define PYLOOM_MODULE_INBOX_CAPSULE_H_

#include "python/api.h"
#include "runtime/loop_lane.h"

namespace pyloom {

// The asyncio lane that this thread is. Null with a Python error set.
LoopLane* CurrentLoop();

// A new inbox for a loop of the program's own; a byte is sent to that socket when a reply has come.
// Null with a Python error set.
PyObject* MakeInboxCapsule(intptr_t socket);

// Null with a Python error set.
Ref<LoopInbox> InboxOf(PyObject* capsule);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_INBOX_CAPSULE_H_
