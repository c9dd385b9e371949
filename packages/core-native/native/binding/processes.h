// The processes of a session, if its calls run in processes.
//
// Threads: the session's JavaScript thread only.
#ifndef PYLOOM_BINDING_PROCESSES_H_
#define PYLOOM_BINDING_PROCESSES_H_

#include <string>

#include "processes/letters.h"
#include "runtime/session.h"

namespace pyloom {

// They end, with what is in them.
void CloseProcesses(Session& session);

// Each of them is told, those to come included; the same key replaces what was told before.
void TellProcesses(Session& session, const std::string& key, const Letter& letter);
// What takes that back, which those to come need not hear.
void UntellProcesses(Session& session, const std::string& key, const Letter& letter);

}  // namespace pyloom

#endif  // PYLOOM_BINDING_PROCESSES_H_
