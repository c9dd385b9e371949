// The signals by which a processor reports a fault. JavaScript needs them: V8 finds out by SIGSEGV
// that WebAssembly has left its memory, and raises an error. Python's faulthandler puts its own
// handler in front, which takes each of those for a crash.
//
// Threads: any; signal handlers are the process's.
#ifndef PYLOOM_PLATFORM_FAULT_HANDLERS_H_
#define PYLOOM_PLATFORM_FAULT_HANDLERS_H_

namespace pyloom {

// Those of JavaScript, before Python sets any.
void NoteFaultHandlers();

// After Python may have set its own: JavaScript is asked first, and Python's handler gets what
// JavaScript does not know.
void KeepFaultHandlers();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_FAULT_HANDLERS_H_
