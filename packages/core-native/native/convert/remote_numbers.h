// By which numbers callers know what lives in another process.
#ifndef PYLOOM_CONVERT_REMOTE_NUMBERS_H_
#define PYLOOM_CONVERT_REMOTE_NUMBERS_H_

#include <cstdint>

namespace pyloom {

// Of spaces: far from those of sub-interpreters.
inline constexpr uint32_t kFirstSpace = 1'000'000;

// A lane of a process: by the number of the process's space, and its own there. After half a
// million processes the numbers begin anew, and by then those that had them have ended.
inline constexpr int32_t kFirstRemoteLane = 1 << 24;
inline constexpr int32_t kRemoteLanes = 1 << 12;
inline constexpr uint32_t kRemoteSpaces = (INT32_MAX - kFirstRemoteLane) / kRemoteLanes;
inline int32_t RemoteLane(uint32_t space, uint32_t lane) {
  return kFirstRemoteLane +
         static_cast<int32_t>((space - kFirstSpace) % kRemoteSpaces) * kRemoteLanes +
         static_cast<int32_t>(lane % kRemoteLanes);
}
inline bool IsLaneOf(uint32_t space, int32_t number) {
  return (number - kFirstRemoteLane) / kRemoteLanes ==
         static_cast<int32_t>((space - kFirstSpace) % kRemoteSpaces);
}
inline int32_t LaneOfRemoteLane(int32_t number) {
  return (number - kFirstRemoteLane) % kRemoteLanes;
}

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_REMOTE_NUMBERS_H_
