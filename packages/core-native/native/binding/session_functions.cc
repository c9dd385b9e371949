#include <string>

#include "binding/copy.h"
#include "binding/processes.h"
#include "convert/converters.h"
#include "pyloom/native_function.h"

namespace pyloom {

namespace {

// Null: it is closed.
template <size_t kCount>
Ref<Session> SessionOf(const Call<kCount>& call) {
  return call.owner->runtime.sessions.Find(call.Uint32(0));
}

napi_value OpenSession(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return Number(env, call.owner->runtime.sessions.Open(call.owner->channel->mailbox())->id);
}

napi_value CloseSession(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  if (Ref<Session> session = SessionOf(call)) {
    call.owner->runtime.sessions.Close(session);
    CloseProcesses(*session);
  }
  return nullptr;
}

// setHostFunction(session, name, id)
napi_value SetHostFunction(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  if (Ref<Session> session = SessionOf(call)) {
    session->SetHostFunction(call.Utf8(1), call.Uint32(2));
    TellProcesses(*session, "function " + call.Utf8(1),
                  Letter(ToChild::kHostFunction).Raw(call.Uint32(2)).Text(call.Utf8(1)));
  }
  return nullptr;
}

napi_value RemoveHostFunction(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  Ref<Session> session = SessionOf(call);
  if (!session) return Boolean(env, false);
  UntellProcesses(*session, "function " + call.Utf8(1),
                  Letter(ToChild::kNoHostFunction).Text(call.Utf8(1)));
  return Boolean(env, session->RemoveHostFunction(call.Utf8(1)));
}

// isHostCallOpen(token): Python waits for its answer.
napi_value IsHostCallOpen(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  const Ref<HostCall> host_call =
      call.owner->runtime.host_calls.Find(static_cast<uint64_t>(call.Double(0)));
  return Boolean(env, host_call && host_call->HasWaiter());
}

// lendNativeFunction(session, name, external): false when it is none, or made for another version.
napi_value LendNativeFunction(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  const napi_type_tag tag = {PYLOOM_NATIVE_FUNCTION_TAG_LOWER, PYLOOM_NATIVE_FUNCTION_TAG_UPPER};
  bool tagged = false;
  void* data = nullptr;
  if (napi_check_object_type_tag(env, call.values[2], &tag, &tagged) != napi_ok || !tagged ||
      napi_get_value_external(env, call.values[2], &data) != napi_ok) {
    return Boolean(env, false);
  }
  const auto& function = *static_cast<const pyloom_native_function*>(data);
  Ref<Session> session = SessionOf(call);
  if (function.abi != PYLOOM_NATIVE_FUNCTION_ABI || !session) return Boolean(env, false);
  session->SetNativeFunction(call.Utf8(1), std::make_shared<const NativeFunction>(function));
  TellProcesses(*session, "native " + call.Utf8(1),
                Letter(ToChild::kNativeFunction).Text(call.Utf8(1)));
  return Boolean(env, true);
}

// setConverters(session, types, how)
napi_value SetConverters(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  uint32_t count = 0;
  napi_get_array_length(env, call.values[1], &count);
  auto converters = std::make_shared<Converters>();
  Letter letter(ToChild::kConverters);
  letter.Raw(count);
  for (uint32_t i = 0; i < count; ++i) {
    Call<2> pair(env);
    napi_get_element(env, call.values[1], i, &pair.values[0]);
    napi_get_element(env, call.values[2], i, &pair.values[1]);
    converters->Add(pair.Utf8(0), pair.Utf8(1));
    letter.Text(pair.Utf8(0)).Text(pair.Utf8(1));
  }
  if (Ref<Session> session = SessionOf(call)) {
    session->SetConverters(std::move(converters));
    TellProcesses(*session, "converters", letter);
  }
  return nullptr;
}

// setEventMode(session, kind, mode)
napi_value SetEventMode(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  if (Ref<Session> session = SessionOf(call)) {
    session->SetEventMode(static_cast<EventKind>(call.Uint32(1)),
                          static_cast<EventMode>(call.Uint32(2)));
    TellProcesses(*session, "event " + std::to_string(call.Uint32(1)),
                  Letter(ToChild::kEventMode)
                      .Raw(static_cast<EventKind>(call.Uint32(1)))
                      .Raw(static_cast<EventMode>(call.Uint32(2))));
  }
  return nullptr;
}

}  // namespace

std::span<const CopyFunction> SessionFunctions() {
  static constexpr CopyFunction kFunctions[] = {
      {"openSession", OpenSession},         {"closeSession", CloseSession},
      {"setHostFunction", SetHostFunction}, {"removeHostFunction", RemoveHostFunction},
      {"isHostCallOpen", IsHostCallOpen},   {"lendNativeFunction", LendNativeFunction},
      {"setConverters", SetConverters},     {"setEventMode", SetEventMode},
  };
  return kFunctions;
}

}  // namespace pyloom
