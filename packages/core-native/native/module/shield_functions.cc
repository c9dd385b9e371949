#include "module/core_functions.h"
#include "module/guarded.h"
#include "python/api.h"
#include "runtime/thread_lane.h"

namespace pyloom {

namespace {

using Shield = ThreadLane::Shield;

// Calls the function that the wrapper below was made for, which is `self`.
template <Shield kShield>
PyObject* CallUnder(PyObject* function, PyObject* arguments, PyObject* keywords) {
  ThreadLane* lane = current_lane;  // a thread of the program's own is never interrupted
  if (lane == nullptr) return py.PyObject_Call(function, arguments, keywords);
  const Shield outer = lane->SwitchShield(kShield);
  PyObject* result = py.PyObject_Call(function, arguments, keywords);
  lane->SwitchShield(outer);
  return result;
}

PyObject* CallPatiently(PyObject* function, PyObject* arguments, PyObject* keywords) {
  ThreadLane* lane = current_lane;
  if (lane != nullptr && lane->shield.load() != Shield::kNone)
    return py.PyObject_Call(function, arguments, keywords);
  return CallUnder<Shield::kPatient>(function, arguments, keywords);
}

template <Shield kShield>
PyObject* Begin(PyObject* function, PyObject* arguments, PyObject* keywords) {
  if (current_lane != nullptr) current_lane->begun.fetch_add(1);
  return CallUnder<kShield>(function, arguments, keywords);
}

// A function that does the same as `function`. One without a frame: Python cuts the frames of its
// import machinery out of tracebacks where they lie side by side.
template <PyObject* (*kCall)(PyObject*, PyObject*, PyObject*)>
PyObject* Wrap(PyObject*, PyObject* function) {
  static PyMethodDef definition = {"shielded", reinterpret_cast<PyCFunction>(kCall),
                                   kMethVarargs | kMethKeywords, "shielded(*args, **kwargs)"};
  return py.PyCFunction_NewEx(&definition, function, nullptr);
}

}  // namespace

std::span<PyMethodDef> ShieldFunctions() {
  static PyMethodDef functions[] = {
      {"shield", Plain<Wrap<CallPatiently>>(), kMethO, "shield(function)"},
      {"shield_firmly", Plain<Wrap<CallUnder<Shield::kFirm>>>(), kMethO, "shield_firmly(function)"},
      {"let_interrupts_through", Plain<Wrap<Begin<Shield::kNone>>>(), kMethO,
       "let_interrupts_through(function)"},
      {"shield_body", Plain<Wrap<Begin<Shield::kPatient>>>(), kMethO, "shield_body(function)"},
  };
  return functions;
}

}  // namespace pyloom
