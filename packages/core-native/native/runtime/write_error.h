// How a request ends that has no result. With the interpreter's GIL.
#ifndef PYLOOM_RUNTIME_WRITE_ERROR_H_
#define PYLOOM_RUNTIME_WRITE_ERROR_H_

#include <string>

#include "runtime/request.h"

namespace pyloom {

class Interpreter;

// Writes the Python error that is set, and clears it.
void WriteError(Interpreter& interpreter, Request& request);

// After a std::bad_alloc: one failed allocation ends a request with a MemoryError, never its lane.
void WriteMemoryError(Interpreter& interpreter, Request& request);

// That the call of the module belongs elsewhere, and why: "home", "async", "argument".
void WriteReroute(Request& request, const char* reason, const std::string& module);

// 'ValueError: text', out of the described error that a request ended with.
std::string ErrorSummary(const Request& request);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_WRITE_ERROR_H_
