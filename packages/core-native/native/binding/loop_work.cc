#include "binding/loop_work.h"

#include <limits>

#ifndef _WIN32
#include <poll.h>
#endif

namespace pyloom {

namespace {

constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

// Its clock stands still during a turn: what is due in so many milliseconds is due from then on.
uint64_t NextTimer(uv_loop_t* loop) {
  const int timeout = uv_backend_timeout(loop);
  if (timeout < 0) return kNever;
  return timeout == 0 ? 0 : (uv_now(loop) + static_cast<uint64_t>(timeout)) * 1'000'000;
}

bool IsReadable(int descriptor) {
#ifdef _WIN32
  (void)descriptor;
  return false;
#else
  pollfd asked{descriptor, POLLIN, 0};
  return descriptor >= 0 && poll(&asked, 1, 0) > 0;
#endif
}

}  // namespace

LoopWork::LoopWork(uv_loop_t* loop) : descriptor_(uv_backend_fd(loop)), due_(NextTimer(loop)) {}

bool LoopWork::IsThere() const {
  return due_ == 0 || (due_ != kNever && uv_hrtime() >= due_) || IsReadable(descriptor_);
}

}  // namespace pyloom
