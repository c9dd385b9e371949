#include "binding/processes.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "binding/copy.h"
#include "platform/dynamic_library.h"
#include "processes/process_pool.h"

namespace pyloom {

namespace {

ProcessPool* PoolOf(const Session& session) { return static_cast<ProcessPool*>(session.remote); }

std::vector<std::string> Texts(napi_env env, napi_value array) {
  std::vector<std::string> texts;
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  for (uint32_t i = 0; i < count; ++i) {
    Call<1> item(env);
    napi_get_element(env, array, i, &item.values[0]);
    texts.push_back(item.Utf8(0));
  }
  return texts;
}

std::vector<double> Numbers(napi_env env, napi_value array) {
  std::vector<double> numbers;
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  for (uint32_t i = 0; i < count; ++i) {
    Call<1> item(env);
    napi_get_element(env, array, i, &item.values[0]);
    numbers.push_back(item.Double(0));
  }
  return numbers;
}

// One without bound is so large that nothing comes near it, and may be added to.
template <typename T>
T Clamped(double number) {
  constexpr T kMost = std::numeric_limits<T>::max() / 4;
  return number < static_cast<double>(kMost) ? static_cast<T>(std::max(number, 0.0)) : kMost;
}

// openProcesses(session, executable, pythonFolder, folder, environment, [killAfter, maxRestarts,
// maxCalls, maxMemory], limitNames, limits, all): it may have processes of its own from now on, in
// which all its calls run, or those alone that are sent there.
napi_value OpenProcesses(napi_env env, napi_callback_info info) {
  const Call<9> call(env, info);
  const Ref<Session> session = call.owner->runtime.sessions.Find(call.Uint32(0));
  if (!session) return nullptr;
  const std::vector<double> numbers = Numbers(env, call.values[5]);
  if (numbers.size() < 4) return nullptr;
  ProcessOptions options;
  options.executable = call.Utf8(1);
  options.python_folder = call.Utf8(2);
  options.folder = call.Utf8(3);
  options.addon = OwnPath();
  options.environment = Texts(env, call.values[4]);
  constexpr double kMillisecond = 1e6;
  options.kill_after = Clamped<uint64_t>(numbers[0] * kMillisecond);
  options.max_restarts = Clamped<uint32_t>(numbers[1]);
  options.max_calls = Clamped<uint64_t>(numbers[2]);
  options.max_memory = Clamped<uint64_t>(numbers[3]);
  const std::vector<std::string> names = Texts(env, call.values[6]);
  const std::vector<double> limits = Numbers(env, call.values[7]);
  for (size_t i = 0; i < names.size() && i < limits.size(); ++i) {
    options.limits.emplace_back(names[i], Clamped<uint64_t>(limits[i]));
  }
  session->is_remote = call.Bool(8);
  ProcessPool::Take(call.owner->runtime)->Open(std::move(options), session);
  return nullptr;
}

// configureProcesses(session, kind, size, maxSize)
napi_value ConfigureProcesses(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  const Ref<Session> session = call.owner->runtime.sessions.Find(call.Uint32(0));
  if (session && session->remote != nullptr) {
    PoolOf(*session)->Configure(static_cast<PoolKind>(call.Uint32(1)), call.Uint32(2),
                                call.Uint32(3));
  }
  return nullptr;
}

}  // namespace

void CloseProcesses(Session& session) {
  if (session.remote != nullptr) PoolOf(session)->Close();
}

void TellProcesses(Session& session, const std::string& key, const Letter& letter) {
  if (session.remote != nullptr) PoolOf(session)->Tell(key, letter);
}

void UntellProcesses(Session& session, const std::string& key, const Letter& letter) {
  if (session.remote != nullptr) PoolOf(session)->Untell(key, letter);
}

std::span<const CopyFunction> ProcessFunctions() {
  static constexpr CopyFunction kFunctions[] = {
      {"openProcesses", OpenProcesses},
      {"configureProcesses", ConfigureProcesses},
  };
  return kFunctions;
}

}  // namespace pyloom
