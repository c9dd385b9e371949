#ifndef PYLOOM_PYTHON_UTF8_MODE_H_
#define PYLOOM_PYTHON_UTF8_MODE_H_

namespace pyloom {

// Whether `python` would start in its UTF-8 mode (PEP 540): when $PYTHONUTF8 says so, from 3.15 on,
// or in the C locale, the one of a container in which no LANG is set. An embedded CPython asks
// neither, and its files and streams would be ASCII there. Sets the locale's encoding, as CPython
// is about to.
// Called on the thread that starts CPython, before it does.
bool WantsUtf8Mode();

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_UTF8_MODE_H_
