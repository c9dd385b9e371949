// Exceptions that one thread sends to another, which strike it between two steps of its Python
// code.
#ifndef PYLOOM_PYTHON_ASYNC_EXCEPTION_H_
#define PYLOOM_PYTHON_ASYNC_EXCEPTION_H_

namespace pyloom {

// Takes back what was sent to this thread and has not struck. With the GIL; a Python error that is
// set stays.
void TakeBackAsyncException(unsigned long thread_ident);

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_ASYNC_EXCEPTION_H_
