// The functions that JavaScript calls: src/binding.ts is their declaration and the only caller.
// Arguments come checked from there, so that a wrong one here is a bug of ours.

#include <node_api.h>
#include <uv.h>

#include <string>

#include "binding/backing_store.h"
#include "binding/js_environment.h"
#include "binding/js_values.h"
#include "convert/converters.h"
#include "platform/standard_descriptors.h"
#include "pyloom/native_function.h"
#include "pyloom/stay_loaded.h"
#include "runtime/home_modules.h"
#include "runtime/interrupt_watch.h"
#include "runtime/other_copies.h"
#include "runtime/runtime.h"

namespace pyloom {
namespace {

template <size_t kCount>
struct Arguments {
  Arguments(napi_env env, napi_callback_info info) : env(env) {
    size_t count = kCount;
    napi_get_cb_info(env, info, &count, values, nullptr, &data);
  }

  explicit Arguments(napi_env env) : env(env) {}

  double Double(size_t i) const {
    double value = 0;
    napi_get_value_double(env, values[i], &value);
    return value;
  }
  uint32_t Uint(size_t i) const { return static_cast<uint32_t>(Double(i)); }
  int32_t Int(size_t i) const { return static_cast<int32_t>(Double(i)); }
  bool Bool(size_t i) const {
    bool value = false;
    napi_get_value_bool(env, values[i], &value);
    return value;
  }
  std::string Text(size_t i) const {
    size_t length = 0;
    napi_get_value_string_utf8(env, values[i], nullptr, 0, &length);
    std::string text(length, '\0');
    napi_get_value_string_utf8(env, values[i], text.data(), length + 1, &length);
    return text;
  }
  PoolKind Pool(size_t i) const { return static_cast<PoolKind>(Uint(i)); }
  Ref<Session> SessionAt(size_t i) const { return Runtime::Get().sessions.Find(Uint(i)); }
  // That of the copy of the package that calls.
  JsEnvironment*& environment() const { return *static_cast<JsEnvironment**>(data); }
  // A Uint8Array's memory.
  const uint8_t* Bytes(size_t i, size_t* capacity) const {
    void* data = nullptr;
    napi_typedarray_type type;
    napi_value buffer;
    size_t offset = 0;
    napi_get_typedarray_info(env, values[i], &type, capacity, &data, &buffer, &offset);
    return static_cast<const uint8_t*>(data);
  }

  napi_env env;
  napi_value values[kCount];
  void* data = nullptr;
};

void SetProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

// attach(onMessages, onSyncCall, doNothing): once, before anything else that belongs to a thread.
napi_value Attach(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  auto* js_environment =
      new JsEnvironment(env, arguments.values[0], arguments.values[1], arguments.values[2]);
  arguments.environment() = js_environment;
  // Asynchronous, since the loop has to let go of the wake-up handle before the environment may
  // end.
  napi_add_async_cleanup_hook(
      env,
      [](napi_async_cleanup_hook_handle handle, void* data) {
        auto* owned = static_cast<JsEnvironment*>(data);
        owned->Shutdown();
        owned->environment()->Close([handle, owned] {
          delete owned;
          napi_remove_async_cleanup_hook(handle);
        });
      },
      js_environment, nullptr);
  return nullptr;
}

// start(library, executable, pythonFolder, isolateLibraries, description): the description of the
// CPython that is loaded when it is another, '' otherwise.
napi_value Start(napi_env env, napi_callback_info info) {
  Arguments<5> arguments(env, info);
  const std::string other =
      arguments.environment()->Start({arguments.Text(0), arguments.Text(1), arguments.Text(2),
                                      arguments.Bool(3), arguments.Text(4)});
  napi_value value;
  napi_create_string_utf8(env, other.data(), other.size(), &value);
  return value;
}

// flush(bytes, length, attachments)
napi_value Flush(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  size_t capacity = 0;
  const uint8_t* bytes = arguments.Bytes(0, &capacity);
  arguments.environment()->Flush(bytes, static_cast<size_t>(arguments.Double(1)),
                                 arguments.values[2]);
  return nullptr;
}

napi_value Cancel(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  return Boolean(env, arguments.environment()->Cancel(arguments.Uint(0)));
}

// resubmit(callId, pool, interpreter, lane)
napi_value Resubmit(napi_env env, napi_callback_info info) {
  Arguments<4> arguments(env, info);
  arguments.environment()->Resubmit(arguments.Uint(0), arguments.Pool(1), arguments.Int(2),
                                    arguments.Int(3));
  return nullptr;
}

// internFunction(module, name)
napi_value InternFunction(napi_env env, napi_callback_info info) {
  Arguments<2> arguments(env, info);
  return Number(env, Runtime::Get().keys.Intern(arguments.Text(0), arguments.Text(1))->id);
}

// configurePool(kind, size, maxSize)
napi_value ConfigurePool(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  Runtime::Get().pool(arguments.Pool(0)).Configure(arguments.Uint(1), arguments.Uint(2));
  return nullptr;
}

// reserveLane(kind): its id, or -1 when there is none to be had.
napi_value ReserveLane(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  Lane* lane = arguments.environment()->ReserveLane(arguments.Pool(0));
  return Number(env, lane == nullptr ? -1 : static_cast<double>(lane->id));
}

napi_value ReleaseLane(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  arguments.environment()->ReleaseLane(arguments.Uint(0));
  return nullptr;
}

napi_value OpenSession(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  return Number(env, Runtime::Get().sessions.Open(arguments.environment()->environment())->id);
}

napi_value CloseSession(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  if (Ref<Session> session = arguments.SessionAt(0)) Runtime::Get().sessions.Close(session);
  return nullptr;
}

// setHostFunction(session, name, id)
napi_value SetHostFunction(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  if (Ref<Session> session = arguments.SessionAt(0)) {
    session->SetHostFunction(arguments.Text(1), arguments.Uint(2));
  }
  return nullptr;
}

napi_value RemoveHostFunction(napi_env env, napi_callback_info info) {
  Arguments<2> arguments(env, info);
  Ref<Session> session = arguments.SessionAt(0);
  return Boolean(env, session && session->RemoveHostFunction(arguments.Text(1)));
}

// lendNativeFunction(session, name, external): false when it is none, or made for another version.
napi_value LendNativeFunction(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  const napi_type_tag tag = {PYLOOM_NATIVE_FUNCTION_TAG_LOWER, PYLOOM_NATIVE_FUNCTION_TAG_UPPER};
  bool tagged = false;
  void* data = nullptr;
  if (napi_check_object_type_tag(env, arguments.values[2], &tag, &tagged) != napi_ok || !tagged ||
      napi_get_value_external(env, arguments.values[2], &data) != napi_ok) {
    return Boolean(env, false);
  }
  const auto& function = *static_cast<const pyloom_native_function*>(data);
  Ref<Session> session = arguments.SessionAt(0);
  if (function.abi != PYLOOM_NATIVE_FUNCTION_ABI || !session) return Boolean(env, false);
  session->SetNativeFunction(arguments.Text(1), std::make_shared<const NativeFunction>(function));
  return Boolean(env, true);
}

// setConverters(session, types, how)
napi_value SetConverters(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  uint32_t count = 0;
  napi_get_array_length(env, arguments.values[1], &count);
  auto converters = std::make_shared<Converters>();
  for (uint32_t i = 0; i < count; ++i) {
    Arguments<2> pair(env);
    napi_get_element(env, arguments.values[1], i, &pair.values[0]);
    napi_get_element(env, arguments.values[2], i, &pair.values[1]);
    converters->Add(pair.Text(0), pair.Text(1));
  }
  if (Ref<Session> session = arguments.SessionAt(0)) session->SetConverters(std::move(converters));
  return nullptr;
}

// watchInterrupts(wanted)
napi_value WatchInterrupts(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  InterruptWatch::Watch(arguments.Bool(0));
  return nullptr;
}

// setEventMode(session, kind, mode)
napi_value SetEventMode(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  if (Ref<Session> session = arguments.SessionAt(0)) {
    session->SetEventMode(static_cast<EventKind>(arguments.Uint(1)),
                          static_cast<EventMode>(arguments.Uint(2)));
  }
  return nullptr;
}

// callSync(session, key, length, hasKeywords, attachmentCount, attachments)
napi_value CallSync(napi_env env, napi_callback_info info) {
  Arguments<6> arguments(env, info);
  return arguments.environment()->sync_calls().Call(
      arguments.Uint(0), arguments.Uint(1), static_cast<size_t>(arguments.Double(2)),
      arguments.Bool(3), arguments.Uint(4), arguments.values[5]);
}

// bindSync(session, key): a number, or what a failed callSync returns.
napi_value BindSync(napi_env env, napi_callback_info info) {
  Arguments<2> arguments(env, info);
  return arguments.environment()->sync_calls().Bind(arguments.Uint(0), arguments.Uint(1));
}

// callBound(session, index, ...arguments): undefined when an argument needs to be encoded.
napi_value CallBound(napi_env env, napi_callback_info info) {
  constexpr size_t kMost = 10;
  napi_value values[kMost];
  size_t count = kMost;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, values, nullptr, &data);
  if (count > kMost) return nullptr;
  double session = 0, index = 0;
  napi_get_value_double(env, values[0], &session);
  napi_get_value_double(env, values[1], &index);
  return (*static_cast<JsEnvironment**>(data))
      ->sync_calls()
      .CallBound(static_cast<uint32_t>(session), static_cast<uint32_t>(index), values + 2,
                 count - 2);
}

// setSyncArguments(bytes): where the JavaScript side writes the arguments of synchronous calls.
napi_value SetSyncArguments(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  size_t capacity = 0;
  const uint8_t* bytes = arguments.Bytes(0, &capacity);
  arguments.environment()->sync_calls().SetArguments(bytes, capacity);
  return nullptr;
}

// setSyncReply(bytes): where it writes its answers to synchronous host calls.
napi_value SetSyncReply(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  size_t capacity = 0;
  const uint8_t* bytes = arguments.Bytes(0, &capacity);
  arguments.environment()->sync_calls().SetReply(bytes, capacity);
  return nullptr;
}

// unbindSync(index): nobody can call it any more.
napi_value UnbindSync(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  arguments.environment()->sync_calls().Unbind(arguments.Uint(0));
  return nullptr;
}

napi_value RenewSyncBuffer(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  arguments.environment()->sync_calls().RenewBuffer();
  return nullptr;
}

napi_value GilEnabled(napi_env env, napi_callback_info) {
  return Boolean(env, Runtime::Get().gil_enabled());
}

napi_value Facts(napi_env env, napi_callback_info) {
  napi_value facts;
  napi_create_object(env, &facts);
  SetProperty(env, facts, "started", Boolean(env, Runtime::Get().started()));
  SetProperty(env, facts, "freeThreadedBuild", Boolean(env, py.free_threaded));
  SetProperty(env, facts, "supportsOwnGil",
              Boolean(env, py.Py_NewInterpreterFromConfig != nullptr));
  return facts;
}

napi_value Stats(napi_env env, napi_callback_info) {
  napi_value result, pools, lanes;
  napi_create_object(env, &result);
  napi_create_array(env, &pools);
  napi_create_array(env, &lanes);
  uint32_t lane_count = 0;
  for (int kind = 0; kind < kPoolKinds; ++kind) {
    PoolStats pool;
    std::vector<LaneStats> pool_lanes;
    Runtime::Get().pool(static_cast<PoolKind>(kind)).CollectStats(&pool, &pool_lanes);
    napi_value entry;
    napi_create_object(env, &entry);
    SetProperty(env, entry, "kind", Number(env, kind));
    SetProperty(env, entry, "size", Number(env, static_cast<double>(pool.size)));
    SetProperty(env, entry, "maxSize", Number(env, static_cast<double>(pool.max_size)));
    SetProperty(env, entry, "queued", Number(env, static_cast<double>(pool.queued)));
    SetProperty(env, entry, "running", Number(env, static_cast<double>(pool.running)));
    SetProperty(env, entry, "waiting", Number(env, static_cast<double>(pool.waiting)));
    napi_set_element(env, pools, static_cast<uint32_t>(kind), entry);
    for (const LaneStats& lane : pool_lanes) {
      napi_create_object(env, &entry);
      SetProperty(env, entry, "id", Number(env, lane.id));
      SetProperty(env, entry, "interpreter", Number(env, lane.interpreter));
      SetProperty(env, entry, "kind", Number(env, kind));
      SetProperty(env, entry, "busy", Boolean(env, lane.busy));
      SetProperty(env, entry, "waiting", Boolean(env, lane.waiting));
      SetProperty(env, entry, "lost", Boolean(env, lane.given_up));
      SetProperty(env, entry, "contexts", Number(env, lane.contexts));
      SetProperty(env, entry, "completed", Number(env, static_cast<double>(lane.completed)));
      napi_set_element(env, lanes, lane_count++, entry);
    }
  }
  SetProperty(env, result, "sessions",
              Number(env, static_cast<double>(Runtime::Get().sessions.size())));
  size_t references = 0;
  for (Interpreter* interpreter : Runtime::Get().Interpreters()) {
    references += interpreter->references.size();
  }
  SetProperty(env, result, "references", Number(env, static_cast<double>(references)));
  SetProperty(env, result, "pools", pools);
  SetProperty(env, result, "lanes", lanes);
  return result;
}

// limitMessages(bytes): for tests, which have no four gigabytes to spare.
napi_value LimitMessages(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  WireWriter::most.store(static_cast<size_t>(arguments.Double(0)));
  return nullptr;
}

// exit(code, isLast, rest): the process is about to end; when JavaScript has nothing left to do but
// what takes `rest` milliseconds.
napi_value Exit(napi_env env, napi_callback_info info) {
  Arguments<3> arguments(env, info);
  Runtime::Get().Exit();
  if (arguments.Bool(1)) {
    const std::chrono::milliseconds rest(arguments.Uint(2));
    Runtime::Get().ExitPastWorkers(arguments.Int(0), rest);
  }
  return nullptr;
}

// otherCopy(): [python, addon] where another copy of this addon has started CPython.
napi_value FindOtherCopy(napi_env env, napi_callback_info) {
  const auto copy = FindOtherCopyWithPython();
  if (!copy) return nullptr;
  napi_value pair;
  napi_create_array_with_length(env, 2, &pair);
  uint32_t index = 0;
  for (const std::string& text : {copy->python, copy->addon}) {
    napi_value value;
    napi_create_string_utf8(env, text.data(), text.size(), &value);
    napi_set_element(env, pair, index++, value);
  }
  return pair;
}

// loadedPython(): the executable of the CPython that is loaded or being loaded, '' when none is.
napi_value LoadedPython(napi_env env, napi_callback_info) {
  const std::string executable = Runtime::Get().loaded_executable();
  napi_value value;
  napi_create_string_utf8(env, executable.data(), executable.size(), &value);
  return value;
}

// forget(key): a remembered broadcast.
napi_value Forget(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  Runtime::Get().Forget(arguments.Text(0));
  return nullptr;
}

// nameHomeModule(prefix): it and what is below it run in the main interpreter.
napi_value NameHomeModule(napi_env env, napi_callback_info info) {
  Arguments<1> arguments(env, info);
  HomeModules::Get().Name({arguments.Text(0)});
  return nullptr;
}

// homeModules() -> those that were found to refuse sub-interpreters, of all threads.
napi_value LearnedHomeModules(napi_env env, napi_callback_info) {
  const std::vector<std::string> learned = HomeModules::Get().Learned();
  napi_value result;
  napi_create_array_with_length(env, learned.size(), &result);
  for (size_t i = 0; i < learned.size(); ++i) {
    napi_value name;
    napi_create_string_utf8(env, learned[i].data(), learned[i].size(), &name);
    napi_set_element(env, result, static_cast<uint32_t>(i), name);
  }
  return result;
}

// connect(): the functions of one copy of the package in one thread. Several can share a thread:
// the ESM and the CommonJS build, one loaded before a test runner cleared its registry and one
// after.
napi_value Connect(napi_env env, napi_callback_info) {
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {
      {"attach", Attach},
      {"start", Start},
      {"flush", Flush},
      {"cancel", Cancel},
      {"resubmit", Resubmit},
      {"internFunction", InternFunction},
      {"configurePool", ConfigurePool},
      {"reserveLane", ReserveLane},
      {"releaseLane", ReleaseLane},
      {"openSession", OpenSession},
      {"closeSession", CloseSession},
      {"setHostFunction", SetHostFunction},
      {"removeHostFunction", RemoveHostFunction},
      {"lendNativeFunction", LendNativeFunction},
      {"setConverters", SetConverters},
      {"setEventMode", SetEventMode},
      {"callSync", CallSync},
      {"bindSync", BindSync},
      {"unbindSync", UnbindSync},
      {"callBound", CallBound},
      {"setSyncArguments", SetSyncArguments},
      {"setSyncReply", SetSyncReply},
      {"renewSyncBuffer", RenewSyncBuffer},
      {"gilEnabled", GilEnabled},
      {"facts", Facts},
      {"stats", Stats},
      {"limitMessages", LimitMessages},
      {"exit", Exit},
      {"loadedPython", LoadedPython},
      {"otherCopy", FindOtherCopy},
      {"forget", Forget},
      {"nameHomeModule", NameHomeModule},
      {"homeModules", LearnedHomeModules},
      {"watchInterrupts", WatchInterrupts},
  };
  auto* environment = new JsEnvironment*(nullptr);
  napi_add_env_cleanup_hook(
      env, [](void* data) { delete static_cast<JsEnvironment**>(data); }, environment);
  napi_value copy, loop_is_main;
  napi_create_object(env, &copy);
  for (const auto& function : functions) {
    napi_value value;
    napi_create_function(env, function.name, NAPI_AUTO_LENGTH, function.function, environment,
                         &value);
    SetProperty(env, copy, function.name, value);
  }
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  napi_get_boolean(env, loop == uv_default_loop(), &loop_is_main);
  SetProperty(env, copy, "isMainThread", loop_is_main);
  SetProperty(env, copy, "keepsSharedMemory",
              Boolean(env, loop == uv_default_loop() || KeepsBackingStores()));
  return copy;
}

napi_value Init(napi_env env, napi_value exports) {
  NoteStandardDescriptors();
  napi_value connect;
  napi_create_function(env, "connect", NAPI_AUTO_LENGTH, Connect, nullptr, &connect);
  SetProperty(env, exports, "connect", connect);
  return exports;
}

}  // namespace
}  // namespace pyloom

NAPI_MODULE_INIT() {
  pyloom::StayLoaded();
  return pyloom::Init(env, exports);
}
