#include "binding/copy.h"
#include "module/core_module.h"

namespace pyloom {

namespace {

// attach(onMessages, onSyncCall, onScalarCall, doNothing): once, before anything else that belongs
// to a thread.
napi_value Attach(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  auto* channel = new Channel(env, call.owner->runtime, call.values[0],
                              {call.values[1], call.values[2], call.values[3]});
  call.owner->channel = channel;
  // Asynchronous, since the loop has to let go of the wake-up handle before the environment may
  // end.
  napi_add_async_cleanup_hook(
      env,
      [](napi_async_cleanup_hook_handle handle, void* data) {
        auto* owned = static_cast<Channel*>(data);
        owned->Shutdown();
        owned->mailbox()->Close([handle, owned] {
          delete owned;
          napi_remove_async_cleanup_hook(handle);
        });
      },
      channel, nullptr);
  return nullptr;
}

// start(library, executable, pythonFolder, isolateLibraries, description): the description of the
// CPython that is loaded when it is another, '' otherwise.
napi_value Start(napi_env env, napi_callback_info info) {
  const Call<5> call(env, info);
  const std::string other = call.owner->channel->Start(
      {call.Utf8(0), call.Utf8(1), call.Utf8(2), call.Bool(3), call.Utf8(4), InstallCoreModule});
  return String(env, other);
}

// flush(bytes, length, attachments)
napi_value Flush(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  call.owner->channel->Flush(reinterpret_cast<const uint8_t*>(call.Bytes(0).data()),
                             static_cast<size_t>(call.Double(1)), call.values[2]);
  return nullptr;
}

napi_value Cancel(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return Boolean(env, call.owner->channel->Cancel(call.Uint32(0)));
}

// resubmit(callId, pool, interpreter, lane)
napi_value Resubmit(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  call.owner->channel->Resubmit(call.Uint32(0), call.Uint32(1), call.Int32(2), call.Int32(3));
  return nullptr;
}

// takePiece(pieces, index, most): an ArrayBuffer; null: there is none; undefined: it has more
// bytes.
napi_value TakePiece(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  return JsBuffers::Piece(env, call.values[0], call.Uint32(1), call.Double(2));
}

// reserveProcess(session): the lane of a process that nothing else runs in, or -1.
napi_value ReserveProcess(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  const Ref<Session> session = call.owner->runtime.sessions.Find(call.Uint32(0));
  const Lane* lane = session ? call.owner->channel->ReserveProcess(*session) : nullptr;
  return Number(env, lane == nullptr ? -1 : static_cast<double>(lane->id));
}

// reserveLane(kind, session): its id, or -1 when there is none to be had.
napi_value ReserveLane(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  const Ref<Session> session = call.owner->runtime.sessions.Find(call.Uint32(1));
  Lane* lane =
      call.owner->channel->ReserveLane(static_cast<PoolKind>(call.Uint32(0)), session.get());
  return Number(env, lane == nullptr ? -1 : static_cast<double>(lane->id));
}

napi_value ReleaseLane(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->channel->ReleaseLane(call.Uint32(0));
  return nullptr;
}

}  // namespace

std::span<const CopyFunction> ChannelFunctions() {
  static constexpr CopyFunction kFunctions[] = {
      {"attach", Attach},
      {"start", Start},
      {"flush", Flush},
      {"takePiece", TakePiece},
      {"cancel", Cancel},
      {"resubmit", Resubmit},
      {"reserveLane", ReserveLane},
      {"reserveProcess", ReserveProcess},
      {"releaseLane", ReleaseLane},
  };
  return kFunctions;
}

}  // namespace pyloom
