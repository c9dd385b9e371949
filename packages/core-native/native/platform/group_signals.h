// The signals that a terminal, or whoever looks after programs, sends to all processes of a group:
// to Node, which decides what becomes of them, and to the processes that run Python for it, which
// end when Node does.
//
// The handlers here are not inherited by the programs that such a process starts. On Windows these
// are a console's Ctrl-C and Ctrl-Break, and nobody sends them to one process.
#ifndef PYLOOM_PLATFORM_GROUP_SIGNALS_H_
#define PYLOOM_PLATFORM_GROUP_SIGNALS_H_

#include <vector>

namespace pyloom {

// They are held back from the start of the process until it says so.
const std::vector<int>& GroupSignals();

// In such a process, on its main thread, before there are others: what has been held back strikes
// nobody. SIGTERM and SIGHUP end the process from now on if it has sent them to itself, and not
// otherwise, unless somebody has set a handler. So is it with SIGINT until EndGroupSignals.
void BeginGroupSignals();
// SIGINT is handled as it was before.
void EndGroupSignals();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_GROUP_SIGNALS_H_
