// Texts about Python objects, for errors. With the GIL; whatever the objects' own code raises is
// cleared.
#ifndef PYLOOM_CONVERT_TEXT_OF_H_
#define PYLOOM_CONVERT_TEXT_OF_H_

#include <string>

#include "python/owned.h"

namespace pyloom {

// repr(), cut where it is long; the type's name where it fails.
std::string DescribeObject(PyObject* object);

// A str in UTF-8, lone surrogates escaped. `?` for anything that is no str.
std::string TextOfString(PyObject* string);

// 'decimal.Decimal'; builtins without their module. Never fails: a type whose names are broken is
// '?'.
std::string QualifiedTypeName(PyObject* type);

// The Python exception that is set, as text, where nothing describes it better. Clears it.
std::string TakeErrorText();

// What the ImportError that is set says: of a NeedsHome the module. Clears it.
std::string TakeImportErrorText();

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_TEXT_OF_H_
