#include "module/events.h"

#include <utility>

#include "convert/from_python.h"
#include "module/host_calls.h"
#include "platform/forked_child.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

thread_local uint32_t client_of_thread = 0;  // no session's number

EventMode ModeOf(const Session* session, EventKind kind) {
  return session == nullptr ? EventMode::kInherit : session->event_mode(kind);
}

}  // namespace

std::optional<EventKind> EventKindOf(const std::string& name) {
  static constexpr const char* kNames[kPythonsEventKinds] = {"stdout", "stderr", "log", "span"};
  for (int kind = 0; kind < kPythonsEventKinds; ++kind) {
    if (name == kNames[kind]) return static_cast<EventKind>(kind);
  }
  return std::nullopt;
}

Ref<Session> ClientInCharge(const Interpreter& interpreter) {
  // A forked child has no JavaScript, and other threads may have held the locks that are taken
  // here.
  if (InForkedChild()) return nullptr;
  if (Caller caller = CurrentCaller(); caller.session) return caller.session;
  SessionTable& sessions = interpreter.runtime.sessions;
  Ref<Session> own = client_of_thread == 0 ? nullptr : sessions.Find(client_of_thread);
  return own ? own : sessions.Newest();
}

void BelongToClient(uint32_t session) { client_of_thread = session; }

bool Listens(const Interpreter& interpreter, EventKind kind) {
  return ModeOf(ClientInCharge(interpreter).get(), kind) != EventMode::kInherit;
}

std::optional<bool> EmitEvent(Interpreter* interpreter, EventKind kind, PyObject* payload) {
  Ref<Session> session = ClientInCharge(*interpreter);
  switch (ModeOf(session.get(), kind)) {
    case EventMode::kInherit:
      return false;
    case EventMode::kDrop:
      return true;
    case EventMode::kDeliver:
      break;
  }
  WireWriter writer;
  FromPython converter(interpreter, &writer, nullptr, nullptr);
  if (!converter.Encode(payload)) {
    if (converter.failure().failed()) {
      py.PyErr_SetString(interpreter->glue.conversion_error, converter.failure().message().c_str());
    }
    return std::nullopt;
  }
  session->PushEvent(kind, std::move(writer));
  return true;
}

}  // namespace pyloom
