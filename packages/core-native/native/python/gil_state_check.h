// PyGILState_Check() of this process: whether the calling thread has a GIL.
//
// CPython's own says yes whatever is asked, for good, once there has been a sub-interpreter.
// Extension modules ask it to be sure that they have let go of the GIL: torch's autograd then
// refuses to compute. So theirs is answered here, as CPython would answer if it still looked. Only
// on Linux, where the symbol that is loaded first counts.
#ifndef PYLOOM_PYTHON_GIL_STATE_CHECK_H_
#define PYLOOM_PYTHON_GIL_STATE_CHECK_H_

namespace pyloom {

// Before libpython is loaded: of two symbols of one name the first one counts.
void AnswerGilStateCheck();

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_GIL_STATE_CHECK_H_
