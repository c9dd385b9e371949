// The functions of `_pyloom_core`, by subject. `self` is the capsule of their interpreter.
#ifndef PYLOOM_MODULE_CORE_FUNCTIONS_H_
#define PYLOOM_MODULE_CORE_FUNCTIONS_H_

#include <span>

#include "python/abi.h"

namespace pyloom {

// Python calls functions of JavaScript.
std::span<PyMethodDef> HostFunctions();
// Python calls functions that another native package has lent.
std::span<PyMethodDef> LentFunctions();
// What Python prints, logs and traces.
std::span<PyMethodDef> EventFunctions();
// The call on whose behalf Python code runs.
std::span<PyMethodDef> CallerFunctions();
// The interpreter, its lanes and its threads.
std::span<PyMethodDef> ThreadFunctions();
// When Python code of a free-threaded build must not be interrupted.
std::span<PyMethodDef> ShieldFunctions();
// What event loops ask for.
std::span<PyMethodDef> LoopFunctions();
// What the import system of a lane asks: which modules run at home, and whether an extension file
// may be loaded in a sub-interpreter.
std::span<PyMethodDef> HomeImportFunctions();
// The package's modules, compiled.
std::span<PyMethodDef> KeptCodeFunctions();
// Memory that JavaScript sees, too.
std::span<PyMethodDef> SharedFunctions();
// Tables by the Arrow C data interface.
std::span<PyMethodDef> ArrowFunctions();

}  // namespace pyloom

#endif  // PYLOOM_MODULE_CORE_FUNCTIONS_H_
