// The built-in module `_pyloom_core`: what the Python half needs of the native one. One instance
// per interpreter.
#ifndef PYLOOM_MODULE_CORE_MODULE_H_
#define PYLOOM_MODULE_CORE_MODULE_H_

namespace pyloom {

class Interpreter;

// Puts it into sys.modules of the current interpreter. False with a Python error set.
bool InstallCoreModule(Interpreter* interpreter);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_CORE_MODULE_H_
