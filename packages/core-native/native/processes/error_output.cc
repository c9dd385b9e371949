#include "processes/error_output.h"

#include <utility>

#ifndef _WIN32
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#endif

namespace pyloom {

#ifndef _WIN32

namespace {

constexpr size_t kLastWords = 4096;
// What a pipe takes without waiting, once it takes anything.
constexpr size_t kPiece = 4096;
// What a pipe holds, and as much again. Programs that it has started may write on for ever.
constexpr int kMostPieces = 32;

}  // namespace

// False: nothing is there at this moment.
bool ErrorOutput::ReadSome(Process& process) {
  const int descriptor = process.error_output.load();
  if (descriptor < 0) return false;
  char bytes[kPiece];
  ssize_t got = 0;
  do {
    // Never waits: the pipe is a non-blocking one.
    got = read(descriptor, bytes, sizeof bytes);  // NOLINT(*-unix.BlockInCriticalSection)
  } while (got < 0 && errno == EINTR);
  if (got == 0) close(process.error_output.exchange(-1));
  if (got <= 0) return false;
  const auto size = static_cast<size_t>(got);
  process.last_words.append(bytes, size);
  if (process.last_words.size() > kLastWords) {
    process.last_words.erase(0, process.last_words.size() - kLastWords);
  }
  kept_.append(bytes, size);
  return true;
}

void ErrorOutput::Take(Process& process) {
  std::lock_guard lock(mutex_);
  if (kept_.empty()) ReadSome(process);
  PassOnLocked(0);
}

void ErrorOutput::TakeAll(Process& process) {
  std::lock_guard lock(mutex_);
  for (int i = 0; i < kMostPieces && ReadSome(process); ++i) PassOnLocked(0);
}

void ErrorOutput::Close(Process& process) {
  std::lock_guard lock(mutex_);
  const int descriptor = process.error_output.exchange(-1);
  if (descriptor >= 0) close(descriptor);
}

void ErrorOutput::PassOn(int patience) {
  std::lock_guard lock(mutex_);
  PassOnLocked(patience);
}

void ErrorOutput::PassOnLocked(int patience) {
  size_t done = 0;
  while (done < kept_.size()) {
    pollfd descriptor = {STDERR_FILENO, POLLOUT, 0};
    const int ready = poll(&descriptor, 1, patience);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) break;
    const size_t size = std::min(kPiece, kept_.size() - done);
    const ssize_t written = write(STDERR_FILENO, kept_.data() + done, size);
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      break;
    } else if (errno != EINTR) {
      done = kept_.size();  // nobody reads it any more
    }
  }
  kept_.erase(0, done);
}

bool ErrorOutput::IsStuck() {
  std::lock_guard lock(mutex_);
  return !kept_.empty();
}

#else

void ErrorOutput::Take(Process&) {}
void ErrorOutput::TakeAll(Process&) {}
void ErrorOutput::Close(Process&) {}
void ErrorOutput::PassOn(int) {}
bool ErrorOutput::IsStuck() { return false; }

#endif

}  // namespace pyloom
