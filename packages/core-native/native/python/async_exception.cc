#include "python/async_exception.h"

#include "python/api.h"
#include "python/owned.h"

namespace pyloom {

namespace {

// Before 3.13 the interpreter notes that one is on its way, forgets that when one strikes, and not
// when it is taken back. CPython 3.11 then never gets beyond the first step of a function that is
// traced or profiled; the others look for it at each step. So another one is sent, and caught.
void ForgetThatOneWasSent(unsigned long thread_ident) {
  PyObject *type, *value, *traceback;
  py.PyErr_Fetch(&type, &value, &traceback);
  const PyOwned errors(py.PyImport_ImportModule("pyloom._errors"));
  const PyOwned target(errors ? py.PyObject_GetAttrString(errors.get(), "target") : nullptr);
  if (target) {
    py.PyThreadState_SetAsyncExc(thread_ident, py.PyExc_KeyboardInterrupt);
    const PyOwned missed(py.PyObject_CallObject(target.get(), nullptr));
  }
  py.PyErr_Clear();
  py.PyErr_Restore(type, value, traceback);
}

}  // namespace

void TakeBackAsyncException(unsigned long thread_ident) {
  py.PyThreadState_SetAsyncExc(thread_ident, nullptr);
  const bool is_of_3_13 = py.PyThreadState_GetUnchecked != nullptr;
  if (!is_of_3_13) ForgetThatOneWasSent(thread_ident);
}

}  // namespace pyloom
