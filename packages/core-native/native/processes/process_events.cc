#include "processes/process_events.h"

#include <utility>

#include "processes/process_lane.h"

namespace pyloom {

namespace {

bool Listens(const Session& session) {
  return session.event_mode(EventKind::kProcess) == EventMode::kDeliver;
}

void WriteHead(WireWriter* map, uint32_t facts, const char* event, const Process& process) {
  map->MapHeader(2 + facts);
  map->String("event");
  map->String(event);
  map->String("lane");
  map->Int(process.lane.id);
}

}  // namespace

void TellStart(Session& session, const Process& process) {
  if (!Listens(session)) return;
  WireWriter map;
  WriteHead(&map, 2, "start", process);
  map.String("pid");
  map.Int(process.pid.load());
  map.String("restarts");
  map.Int(static_cast<int64_t>(process.lane.restarted));
  session.PushEvent(EventKind::kProcess, std::move(map));
}

void TellEnd(Session& session, const Process& process, const Crash& crash, bool wanted) {
  if (!Listens(session)) return;
  WireWriter map;
  WriteHead(&map, kCrashFacts, wanted ? "end" : "crash", process);
  WriteCrashFacts(&map, crash);
  session.PushEvent(EventKind::kProcess, std::move(map));
}

}  // namespace pyloom
