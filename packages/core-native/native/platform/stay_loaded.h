// The addon stays in memory.
#ifndef PYLOOM_PLATFORM_STAY_LOADED_H_
#define PYLOOM_PLATFORM_STAY_LOADED_H_

namespace pyloom {

// Node unloads an addon when the last worker thread that loaded it ends, if the main thread has
// not. The runtime's threads would go on in memory that is gone.
void StayLoaded();

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_STAY_LOADED_H_
