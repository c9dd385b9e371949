#include "binding/stats.h"

#include <vector>

#include "binding/copy.h"
#include "processes/process_pool.h"

namespace pyloom {

namespace {

napi_value PoolEntry(napi_env env, const PoolStats& pool) {
  napi_value entry = nullptr;
  napi_create_object(env, &entry);
  SetProperty(env, entry, "kind", Number(env, static_cast<int>(pool.kind)));
  SetProperty(env, entry, "size", Number(env, static_cast<double>(pool.size)));
  SetProperty(env, entry, "maxSize", Number(env, static_cast<double>(pool.max_size)));
  SetProperty(env, entry, "queued", Number(env, static_cast<double>(pool.queued)));
  SetProperty(env, entry, "running", Number(env, static_cast<double>(pool.running)));
  SetProperty(env, entry, "waiting", Number(env, static_cast<double>(pool.waiting)));
  return entry;
}

napi_value LaneEntry(napi_env env, const LaneStats& lane) {
  napi_value entry = nullptr;
  napi_create_object(env, &entry);
  SetProperty(env, entry, "id", Number(env, lane.id));
  SetProperty(env, entry, "interpreter", Number(env, lane.interpreter));
  SetProperty(env, entry, "kind", Number(env, static_cast<int>(lane.kind)));
  SetProperty(env, entry, "busy", Boolean(env, lane.busy));
  SetProperty(env, entry, "waiting", Boolean(env, lane.waiting));
  SetProperty(env, entry, "lost", Boolean(env, lane.given_up));
  SetProperty(env, entry, "contexts", Number(env, lane.contexts));
  SetProperty(env, entry, "completed", Number(env, static_cast<double>(lane.completed)));
  return entry;
}

napi_value ProcessEntry(napi_env env, const ProcessStats& process) {
  napi_value entry = LaneEntry(env, process.lane);
  SetProperty(env, entry, "pid", Number(env, process.pid));
  SetProperty(env, entry, "rss", Number(env, static_cast<double>(process.resident)));
  SetProperty(env, entry, "restarts", Number(env, static_cast<double>(process.restarts)));
  return entry;
}

// Beside lanes that are threads; returns how many references there are to objects in processes.
size_t AddProcesses(napi_env env, ProcessPool& processes, napi_value lanes, uint32_t count) {
  std::vector<PoolStats> pools;
  std::vector<ProcessStats> all;
  processes.CollectStats(&pools, &all);
  for (const ProcessStats& each : all) {
    napi_value entry = ProcessEntry(env, each);
    SetProperty(env, entry, "kind", Number(env, kPoolKinds));
    napi_set_element(env, lanes, count++, entry);
  }
  return processes.CountReferences();
}

// Of one client alone: its processes are nobody else's.
napi_value StatsOfProcesses(napi_env env, ProcessPool& processes) {
  napi_value result = nullptr, pools = nullptr, lanes = nullptr;
  napi_create_object(env, &result);
  napi_create_array(env, &pools);
  napi_create_array(env, &lanes);
  std::vector<PoolStats> all_pools;
  std::vector<ProcessStats> all_lanes;
  processes.CollectStats(&all_pools, &all_lanes);
  uint32_t count = 0;
  for (const PoolStats& pool : all_pools) {
    napi_set_element(env, pools, count++, PoolEntry(env, pool));
  }
  count = 0;
  for (const ProcessStats& each : all_lanes) {
    napi_set_element(env, lanes, count++, ProcessEntry(env, each));
  }
  SetProperty(env, result, "sessions", Number(env, 1));
  SetProperty(env, result, "references",
              Number(env, static_cast<double>(processes.CountReferences())));
  SetProperty(env, result, "pools", pools);
  SetProperty(env, result, "lanes", lanes);
  return result;
}

}  // namespace

napi_value Stats(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  Runtime& runtime = call.owner->runtime;
  const Ref<Session> session = runtime.sessions.Find(call.Uint32(0));
  if (session && session->is_remote) {
    return StatsOfProcesses(env, static_cast<ProcessPool&>(*session->remote));
  }
  napi_value result = nullptr, pools = nullptr, lanes = nullptr;
  napi_create_object(env, &result);
  napi_create_array(env, &pools);
  napi_create_array(env, &lanes);
  std::vector<LaneStats> all_lanes;
  for (uint32_t kind = 0; kind < kPoolKinds; ++kind) {
    PoolStats pool;
    runtime.pool(static_cast<PoolKind>(kind)).CollectStats(&pool, &all_lanes);
    napi_set_element(env, pools, kind, PoolEntry(env, pool));
  }
  uint32_t count = 0;
  for (const LaneStats& lane : all_lanes) {
    napi_set_element(env, lanes, count++, LaneEntry(env, lane));
  }
  size_t references = 0;
  for (Interpreter* interpreter : runtime.Interpreters()) {
    references += interpreter->references.size();
  }
  if (session && session->remote != nullptr) {
    references += AddProcesses(env, static_cast<ProcessPool&>(*session->remote), lanes, count);
  }
  SetProperty(env, result, "sessions", Number(env, static_cast<double>(runtime.sessions.size())));
  SetProperty(env, result, "references", Number(env, static_cast<double>(references)));
  SetProperty(env, result, "pools", pools);
  SetProperty(env, result, "lanes", lanes);
  return result;
}

}  // namespace pyloom
