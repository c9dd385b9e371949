// One call in Python, from wire to wire. With the interpreter's GIL.
#ifndef PYLOOM_RUNTIME_CALL_H_
#define PYLOOM_RUNTIME_CALL_H_

#include <string>
#include <vector>

#include "runtime/call_caches.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;

// The positional and keyword arguments of a request, decoded. `Decode` fails with the request's
// result already written.
class CallArguments {
 public:
  bool Decode(Interpreter& interpreter, CallCaches& caches, Request& request);

  // Null: a Python error is set.
  PyOwned Call(PyObject* callable);

  // For a loop that calls later: a tuple, and a dict or null.
  PyOwned Tuple();
  PyOwned keywords() { return PyOwned::FromBorrowed(keywords_.get()); }

 private:
  std::vector<PyOwned> positional_;
  PyOwned keywords_;
};

// Runs the request's call and writes its result.
void RunCall(Interpreter& interpreter, CallCaches& caches, Request& request);

// Resolves the request's function; false when that has ended the request (error or reroute: the
// result is written).
bool ResolveFor(Interpreter& interpreter, CallCaches& caches, Request& request,
                bool accepts_coroutines, PyOwned* callable);

// Writes what a call returned. An awaitable is run to its end first, on this thread; or it becomes
// the request's, which is not finished then and goes on to the loop that awaits it.
void FinishCall(Interpreter& interpreter, Request& request, PyOwned result);

// Ends this process, a child of fork() whose call has come to its end: its caller is in another
// process. The Python error that is set is what the call has ended with. With the GIL.
[[noreturn]] void EndForkedChild(Interpreter& interpreter);

// Writes a value.
void WriteResult(Interpreter& interpreter, Request& request, PyOwned result);

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_CALL_H_
