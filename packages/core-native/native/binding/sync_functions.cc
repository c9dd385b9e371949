#include "binding/copy.h"

namespace pyloom {

namespace {

// callSync(session, key, length, hasKeywords, attachmentCount, attachments, interpreter)
napi_value CallSync(napi_env env, napi_callback_info info) {
  const Call<7> call(env, info);
  return call.owner->channel->sync_calls().Call(call.Uint32(0), call.Uint32(1),
                                                static_cast<size_t>(call.Double(2)), call.Bool(3),
                                                call.Uint32(4), call.values[5], call.Int32(6));
}

// bindSync(session, key): a number, or what a failed callSync returns.
napi_value BindSync(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return call.owner->channel->sync_calls().Bind(call.Uint32(0), call.Uint32(1));
}

// unbindSync(index): nobody can call it any more.
napi_value UnbindSync(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->channel->sync_calls().Unbind(call.Uint32(0));
  return nullptr;
}

using CallWithScalars = napi_value (SyncCalls::*)(uint32_t session, uint32_t which,
                                                  const napi_value* arguments, size_t count);

// (session, which, ...arguments)
template <CallWithScalars call_with_scalars>
napi_value CallOf(napi_env env, napi_callback_info info) {
  constexpr size_t kMost = 10;
  napi_value values[kMost];
  size_t count = kMost;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, values, nullptr, &data);
  if (count > kMost) return nullptr;
  double session = 0, which = 0;
  napi_get_value_double(env, values[0], &session);
  napi_get_value_double(env, values[1], &which);
  SyncCalls& calls = static_cast<Copy*>(data)->channel->sync_calls();
  return (calls.*call_with_scalars)(static_cast<uint32_t>(session), static_cast<uint32_t>(which),
                                    values + 2, count - 2);
}

// setSyncArguments(bytes): where the JavaScript side writes the arguments of synchronous calls.
napi_value SetSyncArguments(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->channel->sync_calls().SetArguments(call.Bytes(0));
  return nullptr;
}

// setSyncReply(bytes): where it writes its answers to synchronous host calls.
napi_value SetSyncReply(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->channel->sync_calls().SetReply(call.Bytes(0));
  return nullptr;
}

napi_value RenewSyncBuffer(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->channel->sync_calls().RenewBuffer();
  return nullptr;
}

}  // namespace

std::span<const CopyFunction> SyncFunctions() {
  static constexpr CopyFunction kFunctions[] = {
      {"callSync", CallSync},
      {"bindSync", BindSync},
      {"unbindSync", UnbindSync},
      // Undefined when an argument needs to be encoded, and of callNamed when it was not called
      // before.
      {"callBound", CallOf<&SyncCalls::CallBound>},
      {"callNamed", CallOf<&SyncCalls::CallNamed>},
      {"setSyncArguments", SetSyncArguments},
      {"setSyncReply", SetSyncReply},
      {"renewSyncBuffer", RenewSyncBuffer},
  };
  return kFunctions;
}

}  // namespace pyloom
