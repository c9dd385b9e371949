#include "processes/crash.h"

#include "base/sound_utf8.h"

namespace pyloom {

void WriteCrashFacts(WireWriter* map, const Crash& crash) {
  map->String("pid");
  map->Int(crash.pid);
  map->String("signal");
  crash.end.signal == 0 ? map->Nil() : map->String(SignalName(crash.end.signal));
  map->String("exitCode");
  crash.end.exit_code < 0 ? map->Nil() : map->Int(crash.end.exit_code);
  map->String("traceback");
  crash.report.empty() ? map->Nil() : map->String(SoundUtf8(crash.report));
  map->String("stderr");
  map->String(SoundUtf8(crash.last_words));
  map->String("reason");
  crash.reason.empty() ? map->Nil() : map->String(crash.reason);
}

}  // namespace pyloom
