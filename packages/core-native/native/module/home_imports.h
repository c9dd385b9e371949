// What the import system of a lane asks of `_pyloom_core`: which modules run at home, and whether
// an extension file may be loaded in a sub-interpreter.
#ifndef PYLOOM_MODULE_HOME_IMPORTS_H_
#define PYLOOM_MODULE_HOME_IMPORTS_H_

#include <span>

#include "python/abi.h"

namespace pyloom {

std::span<PyMethodDef> HomeImportFunctions();

}  // namespace pyloom

#endif  // PYLOOM_MODULE_HOME_IMPORTS_H_
