// An interpreter as conversion sees it: where Python objects live.
//
// Threads: the glue is written before the first lane starts there and read-only afterwards, except
// for what is atomic. Never destroyed.
#ifndef PYLOOM_CONVERT_OBJECT_SPACE_H_
#define PYLOOM_CONVERT_OBJECT_SPACE_H_

#include <atomic>
#include <cstdint>

#include "convert/reference_table.h"
#include "python/owned.h"
#include "python/recursion_headroom.h"

namespace pyloom {

// Functions and classes of the Python half, held for the interpreter's life.
struct Glue {
  PyObject* resolve = nullptr;      // pyloom._resolve.resolve
  PyObject* needs_home = nullptr;   // pyloom._errors.NeedsHome
  PyObject* needs_loop = nullptr;   // pyloom._errors.NeedsLoop
  PyObject* interrupted = nullptr;  // pyloom._errors.Interrupted
  PyObject* js_error = nullptr;     // pyloom._errors.JSError
  PyObject* unknown_function = nullptr;
  PyObject* state_full = nullptr;
  PyObject* conversion_error = nullptr;
  PyObject* unsent_item = nullptr;       // pyloom._errors.UnsentItem
  PyObject* failed_step = nullptr;       // pyloom._errors.FailedStep
  PyObject* request_variable = nullptr;  // contextvars: the request that an asyncio task belongs to
  PyObject* view_type = nullptr;         // exporter of pinned and inline arrays
  // pyloom._functions.JavaScriptFunction, once one was sent.
  std::atomic<PyObject*> js_function{nullptr};
  PyMethodDef* call_js_function = nullptr;   // what an instance of it does when it is called
  std::atomic<PyObject*> datetime{nullptr};  // datetime.datetime, once somebody has imported it
};

class ObjectSpace {
 public:
  explicit ObjectSpace(uint32_t id) : id(id) {}
  ObjectSpace(const ObjectSpace&) = delete;
  ObjectSpace& operator=(const ObjectSpace&) = delete;

  const uint32_t id;
  // By which callers know its objects: the same, but in a process that runs calls for another one.
  uint32_t number = id;
  bool shares_memory_with_callers() const { return number == id; }
  Glue glue;
  ReferenceTable references;
  RecursionHeadroom::State recursion_headroom{0};

  // Lets an idle lane give up what was released here. Any thread, with or without a GIL.
  virtual void Nudge() noexcept = 0;

  // A function of the Python half that is not needed often: looked up anew. With the GIL; null with
  // a Python error set.
  PyOwned GlueFunction(const char* module, const char* name) const {
    PyOwned owner(py.PyImport_ImportModule(module));
    return PyOwned(owner ? py.PyObject_GetAttrString(owner.get(), name) : nullptr);
  }

 protected:
  virtual ~ObjectSpace() = default;
};

// The event loop (a lane's number) that this thread runs, whose objects are bound to it; -1: none.
inline thread_local int32_t loop_of_thread = -1;

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_OBJECT_SPACE_H_
