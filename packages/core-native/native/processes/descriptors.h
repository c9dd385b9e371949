// The descriptors with which a process is started that runs Python for this one.
#ifndef PYLOOM_PROCESSES_DESCRIPTORS_H_
#define PYLOOM_PROCESSES_DESCRIPTORS_H_

namespace pyloom {

inline constexpr int kOutputDescriptor = 1, kErrorDescriptor = 2;
inline constexpr int kLinkDescriptor = 3;     // the shared memory
inline constexpr int kBellDescriptor = 4;     // that of the parent's doorbell
inline constexpr int kControlDescriptor = 5;  // a socket whose end is the parent's
inline constexpr int kReportDescriptor = 6;   // where faulthandler writes
inline constexpr int kValuesDescriptor = 7;   // the memory of large values to the child, if any
inline constexpr int kResultsDescriptor = 8;  // that of those to the parent
// What the doorbells have besides their memory, if anything.
inline constexpr int kParentsBellDescriptor = 9, kChildsBellDescriptor = 10;
inline constexpr int kFirstDescriptor = kLinkDescriptor;
inline constexpr int kLastDescriptor = kChildsBellDescriptor;

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_DESCRIPTORS_H_
