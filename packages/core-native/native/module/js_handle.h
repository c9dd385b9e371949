// JavaScript functions (and errors) that Python holds: a capsule with the id under which the
// JavaScript side keeps them; when Python lets go, that side is told.
#ifndef PYLOOM_MODULE_JS_HANDLE_H_
#define PYLOOM_MODULE_JS_HANDLE_H_

#include <vector>

#include "env/environment.h"
#include "python/owned.h"

namespace pyloom {

class Interpreter;

// Releases that happen on this thread during the scope are sent at its end: a result that names an
// error must arrive before JavaScript is told to forget it.
class DeferReleases {
 public:
  DeferReleases();
  ~DeferReleases();

 private:
  struct Release {
    Ref<Environment> environment;
    Ref<Message> message;
  };
  friend void SendRelease(Environment* environment, uint32_t id);
  DeferReleases* const outer_;
  std::vector<Release> releases_;
};

// Keeps the JavaScript value `id` alive. Null with a Python error set.
PyOwned MakeJsHandle(Environment* environment, uint32_t id);

// A Python callable that calls the JavaScript function. Null with a Python error set.
PyOwned MakeHostFunction(Interpreter* interpreter, Environment* environment, uint32_t id);

// Whether the object is such a callable, and of which function.
bool IsHostFunction(PyObject* object, uint32_t* id);

}  // namespace pyloom

#endif  // PYLOOM_MODULE_JS_HANDLE_H_
