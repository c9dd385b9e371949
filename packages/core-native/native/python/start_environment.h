// The environment that os.environ starts with, the same in every interpreter: what JavaScript sets
// in process.env later would else be seen by those alone that start after that.
#ifndef PYLOOM_PYTHON_START_ENVIRONMENT_H_
#define PYLOOM_PYTHON_START_ENVIRONMENT_H_

namespace pyloom {

// The first call counts. On the JavaScript thread that starts Python, so that process.env does not
// change meanwhile.
void NoteStartEnvironment();

// In a new interpreter, with its GIL, before anything has imported `os`. False: a Python error is
// set.
bool UseStartEnvironment();

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_START_ENVIRONMENT_H_
