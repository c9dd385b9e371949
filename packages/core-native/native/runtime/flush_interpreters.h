// Writes out what Python's sys.stdout and sys.stderr still hold back, as the process ends.
//
// Threads: any, without a GIL. Each interpreter gets a thread of its own: one whose GIL C code
// keeps, or lanes that are busy with something long, must not cost the others their
// output. Threads that do not get their GIL in time are left behind; the process is ending.
#ifndef PYLOOM_RUNTIME_FLUSH_INTERPRETERS_H_
#define PYLOOM_RUNTIME_FLUSH_INTERPRETERS_H_

#include <chrono>
#include <vector>

namespace pyloom {

class Interpreter;

// Returns when all are done, or after `patience`.
void FlushInterpreters(const std::vector<Interpreter*>& interpreters,
                       std::chrono::milliseconds patience);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_FLUSH_INTERPRETERS_H_
