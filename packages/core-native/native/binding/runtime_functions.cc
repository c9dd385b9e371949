#include "binding/copy.h"
#include "binding/interrupt_watch.h"
#include "binding/stats.h"
#include "processes/supervisor.h"
#include "runtime/home_modules.h"
#include "runtime/other_copies.h"
#include "runtime/remote_pool.h"

namespace pyloom {

namespace {

// internFunction(module, name)
napi_value InternFunction(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return Number(env, call.owner->runtime.keys.Intern(call.Utf8(0), call.Utf8(1))->id);
}

// configurePool(kind, size, maxSize)
napi_value ConfigurePool(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  call.owner->runtime.pool(static_cast<PoolKind>(call.Uint32(0)))
      .Configure(call.Uint32(1), call.Uint32(2));
  return nullptr;
}

napi_value GilEnabled(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return Boolean(env, call.owner->runtime.gil_enabled());
}

napi_value Facts(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  napi_value facts;
  napi_create_object(env, &facts);
  SetProperty(env, facts, "started", Boolean(env, call.owner->runtime.started()));
  SetProperty(env, facts, "freeThreadedBuild", Boolean(env, py.free_threaded));
  SetProperty(env, facts, "supportsOwnGil",
              Boolean(env, py.Py_NewInterpreterFromConfig != nullptr));
  return facts;
}

// limitMessages(bytes): for tests, which have no four gigabytes to spare.
napi_value LimitMessages(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  WireWriter::most.store(static_cast<size_t>(call.Double(0)));
  return nullptr;
}

// exit(code, isLast, rest): the process is about to end; when JavaScript has nothing left to do but
// what takes `rest` milliseconds.
napi_value Exit(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  Supervisor::ForwardErrorOutput();
  call.owner->runtime.Exit();
  if (call.Bool(1)) {
    const std::chrono::milliseconds rest(call.Uint32(2));
    call.owner->runtime.ExitPastWorkers(call.Int32(0), rest);
  }
  return nullptr;
}

// loadedPython(): the executable of the CPython that is loaded or being loaded, '' when none is.
napi_value LoadedPython(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  const std::string executable = call.owner->runtime.loaded_executable();
  return String(env, executable);
}

// otherCopy(): [python, addon] where another copy of this addon has started CPython.
napi_value FindOtherCopy(napi_env env, napi_callback_info) {
  const auto copy = FindOtherCopyWithPython();
  if (!copy) return nullptr;
  napi_value pair;
  napi_create_array_with_length(env, 2, &pair);
  uint32_t index = 0;
  for (const std::string& text : {copy->python, copy->addon}) {
    napi_set_element(env, pair, index++, String(env, text));
  }
  return pair;
}

// makeSharedBuffer(bytes) -> an ArrayBuffer that Python may get, or why there is none.
napi_value MakeSharedBuffer(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  if (call.owner->channel == nullptr) {
    return String(env, "this copy of @pyloom/core-native has started no Python in this thread");
  }
  std::string error;
  const auto block = SharedBlock::Make(static_cast<size_t>(call.Double(0)), &error);
  if (!block) return String(env, error);
  napi_value buffer = call.owner->channel->shared_blocks().BufferOf(block);
  return buffer != nullptr ? buffer : String(env, "this JavaScript takes no memory but its own");
}

// forget(key, session): a remembered broadcast.
napi_value Forget(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  const Ref<Session> session = call.owner->runtime.sessions.Find(call.Uint32(1));
  if (session && session->remote != nullptr) session->remote->Forget(call.Utf8(0));
  if (!session || !session->is_remote) call.owner->runtime.Forget(call.Utf8(0));
  return nullptr;
}

// nameHomeModule(prefix): it and what is below it run in the main interpreter.
napi_value NameHomeModule(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  HomeModules::Get().Name({call.Utf8(0)});
  return nullptr;
}

// homeModules() -> those that were found to refuse sub-interpreters, of all threads.
napi_value LearnedHomeModules(napi_env env, napi_callback_info) {
  const std::vector<std::string> learned = HomeModules::Get().Learned();
  napi_value result;
  napi_create_array_with_length(env, learned.size(), &result);
  for (size_t i = 0; i < learned.size(); ++i) {
    napi_set_element(env, result, static_cast<uint32_t>(i), String(env, learned[i]));
  }
  return result;
}

// watchInterrupts(wanted)
napi_value WatchInterrupts(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  InterruptWatch::Watch(call.owner->runtime, call.Bool(0));
  return nullptr;
}

}  // namespace

std::span<const CopyFunction> RuntimeFunctions() {
  static constexpr CopyFunction kFunctions[] = {
      {"internFunction", InternFunction},
      {"configurePool", ConfigurePool},
      {"gilEnabled", GilEnabled},
      {"facts", Facts},
      {"stats", Stats},
      {"limitMessages", LimitMessages},
      {"exit", Exit},
      {"loadedPython", LoadedPython},
      {"otherCopy", FindOtherCopy},
      {"makeSharedBuffer", MakeSharedBuffer},
      {"forget", Forget},
      {"nameHomeModule", NameHomeModule},
      {"homeModules", LearnedHomeModules},
      {"watchInterrupts", WatchInterrupts},
  };
  return kFunctions;
}

}  // namespace pyloom
