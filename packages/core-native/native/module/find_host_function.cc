#include "module/find_host_function.h"

#include "convert/text_of.h"
#include "module/interpreter_of.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"
#include "runtime/thread_lane.h"

namespace pyloom {

Caller CurrentCaller() {
  if (current_lane != nullptr) {
    const Ref<Request> request = current_lane->InCharge();
    return request ? Caller{request, request->session} : Caller();
  }
  if (current_sync_lane != nullptr) return {nullptr, current_sync_lane->session};
  return {};
}

CallCaches* CachesOfThisThread() {
  if (current_lane != nullptr) return &current_lane->caches;
  return current_sync_lane != nullptr ? &current_sync_lane->caches : nullptr;
}

bool FindHostFunction(const Interpreter& interpreter, const std::string& name,
                      HostFunctionTarget* target) {
  Caller caller = CurrentCaller();
  Ref<Session> session =
      caller.session ? caller.session : interpreter.runtime.sessions.NewestWithHostFunction(name);
  if (!session) return false;
  const auto function = session->FindHostFunction(name);
  if (!function) return false;
  *target = {session->mailbox, session->id, *function};
  return true;
}

bool FindHostFunction(const Interpreter& interpreter, PyObject* name, HostFunctionTarget* target) {
  CallCaches* const caches = CachesOfThisThread();
  const Ref<Session> session = caches != nullptr ? CurrentCaller().session : nullptr;
  if (session) {
    if (const auto known = caches->host_function.Find(name, *session)) {
      *target = {session->mailbox, session->id, *known};
      return true;
    }
  }
  const uint64_t version = session ? session->functions_version() : 0;
  std::string text;
  if (!TextOf(name, "the name of a JavaScript function", &text)) return false;
  if (!FindHostFunction(interpreter, text, target)) {
    RaiseUnknownFunction(interpreter, text);
    return false;
  }
  if (session) caches->host_function.Remember(name, *session, version, target->function);
  return true;
}

}  // namespace pyloom
