// Other copies of this addon, from other files: two versions of the package, a copied node_modules.
// CPython can be started by one of them.
#ifndef PYLOOM_RUNTIME_OTHER_COPIES_H_
#define PYLOOM_RUNTIME_OTHER_COPIES_H_

#include <optional>
#include <string>

namespace pyloom {

// A copy that has started CPython. None, too, on systems where copies cannot be found.
struct OtherCopy {
  std::string python;  // '3.13.0 (/usr/bin/python3)'
  std::string addon;   // its file
};
// Any thread.
std::optional<OtherCopy> FindOtherCopyWithPython();

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_OTHER_COPIES_H_
