// How long the kernel lets a thread compute before another has its turn.
#ifndef PYLOOM_PLATFORM_TIME_SLICE_H_
#define PYLOOM_PLATFORM_TIME_SLICE_H_

namespace pyloom {

// Asks for turns a little longer than is usual, for the calling thread, at the same share of the
// processor. Since Linux 6.12 a thread that wakes up interrupts those whose turns are longer than
// its own, and waits for the end of the others': the event loop's thread does not wait for lanes
// that compute. It is a request only: elsewhere, and where the process was given a priority of its
// own, nothing changes. Threads and processes that the thread starts have the usual turns again.
void RequestLongTurns() noexcept;

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_TIME_SLICE_H_
