// The C library's own `environ`. The node executable has a copy of that variable, which is the one
// in use; the original stays null. Extension modules bind to the original all the same, since they
// are opened with RTLD_DEEPBIND: Tcl, of tkinter, then reads through a null pointer.
//
// Threads: any.
#ifndef PYLOOM_PLATFORM_OWN_ENVIRON_H_
#define PYLOOM_PLATFORM_OWN_ENVIRON_H_

namespace pyloom {

// Lets both point to the same variables; once more after each change, which may move them. False:
// there is but one.
bool ShareEnviron();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_OWN_ENVIRON_H_
