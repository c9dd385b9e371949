// The folder that relative paths begin in.
#ifndef PYLOOM_PLATFORM_WORKING_FOLDER_H_
#define PYLOOM_PLATFORM_WORKING_FOLDER_H_

#include <string>

namespace pyloom {

// False with `error`.
bool EnterFolder(const std::string& path, std::string* error);

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_WORKING_FOLDER_H_
