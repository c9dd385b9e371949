// CPython 3.12 and 3.13 count a thread's C calls apart from its Python frames, and take its stack
// for a small one: 1500 calls on 3.12, 10 000 on 3.13. Each callback that nests costs two and more,
// so that a chain ended at 650 levels while its lane's stack was all but empty. Older versions
// count both together, by the limit that Python code can set; newer ones look at the stack itself.
#ifndef PYLOOM_PYTHON_C_RECURSION_H_
#define PYLOOM_PYTHON_C_RECURSION_H_

#include "python/api.h"

namespace pyloom {

// Finds where thread states keep the count. Once, on the thread that starts CPython, attached.
// Where there is none, what is below does nothing.
void MeasureCRecursion();

// Once on a new thread state that is attached, of a thread whose stack is smaller than a lane's: it
// may make so many calls within each other that need C stack. Up to 3.11 all are counted together.
void LimitRecursion(PyThreadState* state, int calls);

// How many C calls the attached thread has left.
int CRecursionLeft(PyThreadState* state);

// Lets what runs in a scope make `allowance` C calls, whatever those below it have spent.
class CRecursionScope {
 public:
  CRecursionScope(PyThreadState* state, int allowance);
  ~CRecursionScope();
  CRecursionScope(const CRecursionScope&) = delete;
  CRecursionScope& operator=(const CRecursionScope&) = delete;

 private:
  PyThreadState* const state_;
  const int left_;
};

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_C_RECURSION_H_
