#include "module/inbox_capsule.h"

namespace pyloom {

namespace {
constexpr char kInboxName[] = "pyloom.inbox";
}  // namespace

LoopLane* CurrentLoop() {
  LoopLane* const loop = current_lane == nullptr ? nullptr : current_lane->loop();
  if (loop == nullptr) py.PyErr_SetString(py.PyExc_RuntimeError, "this thread is no asyncio lane");
  return loop;
}

PyObject* MakeInboxCapsule(intptr_t socket) {
  Ref<LoopInbox> inbox = new LoopInbox();
  inbox->SetWakeSocket(socket);
  PyObject* capsule = py.PyCapsule_New(inbox.get(), kInboxName, [](PyObject* object) {
    auto closed =
        Ref<LoopInbox>::Adopt(static_cast<LoopInbox*>(py.PyCapsule_GetPointer(object, kInboxName)));
    for (const auto& reply : closed->Close().replies) py.Py_DecRef(reply.done);
  });
  if (capsule != nullptr) inbox.Leak();
  return capsule;
}

Ref<LoopInbox> InboxOf(PyObject* capsule) {
  if (capsule != py._Py_NoneStruct)
    return static_cast<LoopInbox*>(py.PyCapsule_GetPointer(capsule, kInboxName));
  LoopLane* const loop = CurrentLoop();
  return loop == nullptr ? nullptr : loop->inbox;
}

}  // namespace pyloom
