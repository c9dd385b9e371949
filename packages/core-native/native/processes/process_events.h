// What becomes of the processes of a session, told to its JavaScript if that listens. Any thread.
#ifndef PYLOOM_PROCESSES_PROCESS_EVENTS_H_
#define PYLOOM_PROCESSES_PROCESS_EVENTS_H_

#include "processes/crash.h"
#include "processes/process.h"
#include "runtime/session.h"

namespace pyloom {

// It runs calls from now on. With the pool's mutex.
void TellStart(Session& session, const Process& process);
// It has ended: `crash` says how, and `wanted` that it was to.
void TellEnd(Session& session, const Process& process, const Crash& crash, bool wanted);

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_PROCESS_EVENTS_H_
