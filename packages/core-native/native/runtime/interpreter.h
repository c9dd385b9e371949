// The main interpreter, or a sub-interpreter with a GIL of its own. Created on the runtime's
// control thread, never destroyed: destroying one gives almost no memory back (1.6 to 2.9 MB lost
// each, measured).
//
// Threads: the fields are written before the first lane starts there and read-only afterwards,
// except where noted.
#ifndef PYLOOM_RUNTIME_INTERPRETER_H_
#define PYLOOM_RUNTIME_INTERPRETER_H_

#include <atomic>
#include <memory>
#include <string>

#include "python/owned.h"
#include "python/recursion_headroom.h"
#include "runtime/reference_table.h"

namespace pyloom {

class Interrupter;
class Keeper;
class Runtime;
class ThreadPool;

// Functions and classes of the Python half, held for the interpreter's life.
struct Glue {
  PyObject* resolve = nullptr;      // pyloom._resolve.resolve
  PyObject* needs_home = nullptr;   // pyloom._resolve.NeedsHome
  PyObject* needs_loop = nullptr;   // pyloom._resolve.NeedsLoop
  PyObject* interrupted = nullptr;  // pyloom._errors.Interrupted
  PyObject* js_error = nullptr;     // pyloom._errors.JSError
  PyObject* unknown_function = nullptr;
  PyObject* state_full = nullptr;
  PyObject* conversion_error = nullptr;
  PyObject* unsent_item = nullptr;       // pyloom._errors.UnsentItem
  PyObject* request_variable = nullptr;  // contextvars: the request that an asyncio task belongs to
  PyObject* view_type = nullptr;         // exporter of pinned and inline arrays
  std::atomic<PyObject*> js_function{
      nullptr};  // pyloom._functions.JavaScriptFunction, once one was sent
  std::atomic<PyObject*> datetime{nullptr};  // datetime.datetime, once somebody has imported it
};

class Interpreter {
 public:
  // `pool` is where its lanes are; the main interpreter's are in two, of which it is the first.
  Interpreter(uint32_t id, ThreadPool& pool);
  ~Interpreter();

  const uint32_t id;
  ThreadPool& pool;
  Runtime& runtime;
  PyInterpreterState* state = nullptr;
  PyThreadState* control_state =
      nullptr;  // of the control thread; of the main interpreter the runtime has it
  Glue glue;
  ReferenceTable references;
  std::unique_ptr<Interrupter> interrupter;
  std::unique_ptr<Keeper> keeper;
  // Of what the runtime remembers, the number of the last that has been run here.
  uint64_t introduced_to = 0;
  RecursionHeadroom::State recursion_headroom{0};

  // Makes this interpreter ready for lanes, on the control thread, with its GIL. False with
  // `error`.
  bool Boot(const std::string& python_folder, bool isolate_libraries, std::string* error);

  // A function of the Python half that is not needed often: looked up anew. With the GIL; null with
  // a Python error set.
  PyOwned GlueFunction(const char* module, const char* name) const;
};

// A Python exception as text, for errors of start-up that have no interpreter to describe them.
// Clears it.
std::string TakeErrorText();

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_INTERPRETER_H_
