#include "convert/remote_numbers.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/interpreter_of.h"
#include "platform/fault_handlers.h"
#include "platform/forked_child.h"
#include "platform/own_environ.h"
#include "python/async_exception.h"
#include "python/thread_states.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"

namespace pyloom {

namespace {

PyObject* InterpreterId(PyObject* self, PyObject*) {
  return py.PyLong_FromLongLong(InterpreterOf(self)->id);
}

// has_interpreters(): whether there is one beside the main one
PyObject* HasInterpreters(PyObject* self, PyObject*) {
  return Bool(!InForkedChild() && InterpreterOf(self)->runtime.Interpreters().size() > 1);
}

PyObject* LaneId(PyObject*, PyObject*) {
  return py.PyLong_FromLongLong(current_lane == nullptr ? -1
                                                        : static_cast<long long>(current_lane->id));
}

// interpreter_number(), lane_number(): by which callers know where this runs
PyObject* InterpreterNumber(PyObject* self, PyObject*) {
  return py.PyLong_FromLongLong(InterpreterOf(self)->number);
}

PyObject* LaneNumber(PyObject* self, PyObject*) {
  if (current_lane == nullptr) return py.PyLong_FromLongLong(-1);
  const uint32_t number = InterpreterOf(self)->number;
  return py.PyLong_FromLongLong(number < kFirstSpace
                                    ? static_cast<long long>(current_lane->id)
                                    : static_cast<long long>(RemoteLane(number, current_lane->id)));
}

// begin_thread(function, thread): what a new thread runs. An interrupt that was meant for the one
// that has started it is not for it; that one gets another.
PyObject* BeginThread(PyObject*, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "begin_thread(function, thread)");
    return nullptr;
  }
  TakeBackAsyncException(py.PyThread_get_thread_ident());
  const PyOwned thread(py.PyTuple_New(1));
  if (!thread) return nullptr;
  py.Py_IncRef(arguments[1]);
  py.PyTuple_SetItem(thread.get(), 0, arguments[1]);
  return py.PyObject_CallObject(arguments[0], thread.get());
}

// run_on_main_thread(function): later, on Python's main thread, in the main interpreter. What it
// raises is lost. Until it returns no interpreter is made.
PyObject* RunOnMainThread(PyObject* self, PyObject* function) {
  if (RefusedInForkedChild()) return nullptr;
  py.Py_IncRef(function);
  InterpreterOf(self)->runtime.OnMainInterpreter([function] {
    const PyOwned held(function);
    if (!PyOwned(py.PyObject_CallObject(function, nullptr))) py.PyErr_Clear();
  });
  return None();
}

// note_gil(): an import has switched the GIL on
PyObject* NoteGil(PyObject* self, PyObject*) {
  InterpreterOf(self)->runtime.NoteGil();
  return None();
}

// After faulthandler was enabled.
PyObject* KeepHandlers(PyObject*, PyObject*) {
  KeepFaultHandlers();
  return None();
}

// share_environ() -> whether there is a second `environ`: after Python has set a variable.
PyObject* Share(PyObject*, PyObject*) { return py.PyBool_FromLong(ShareEnviron() ? 1 : 0); }

// without_new_threads(function) -> its result: no lane starts meanwhile.
PyObject* WithoutNewThreads(PyObject*, PyObject* function) {
  return WithoutNewThreadStates([=] { return py.PyObject_CallObject(function, nullptr); });
}

}  // namespace

std::span<PyMethodDef> ThreadFunctions() {
  static PyMethodDef functions[] = {
      {"interpreter_id", Plain<InterpreterId>(), kMethNoArgs, "interpreter_id()"},
      {"has_interpreters", Plain<HasInterpreters>(), kMethNoArgs, "has_interpreters()"},
      {"lane_id", Plain<LaneId>(), kMethNoArgs, "lane_id()"},
      {"begin_thread", Fast<BeginThread>(), kMethFastcall | kMethKeywords,
       "begin_thread(function, thread)"},
      {"interpreter_number", Plain<InterpreterNumber>(), kMethNoArgs, "interpreter_number()"},
      {"lane_number", Plain<LaneNumber>(), kMethNoArgs, "lane_number()"},
      {"run_on_main_thread", Plain<RunOnMainThread>(), kMethO, "run_on_main_thread(function)"},
      {"note_gil", Plain<NoteGil>(), kMethNoArgs, "note_gil()"},
      {"keep_fault_handlers", Plain<KeepHandlers>(), kMethNoArgs, "keep_fault_handlers()"},
      {"share_environ", Plain<Share>(), kMethNoArgs, "share_environ()"},
      {"without_new_threads", Plain<WithoutNewThreads>(), kMethO, "without_new_threads(function)"},
  };
  return functions;
}

}  // namespace pyloom
