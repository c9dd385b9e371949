#include "processes/error_output.h"

#include "platform/descriptor.h"
#include "platform/pipe.h"
#include "platform/standard_error.h"

namespace pyloom {

namespace {

constexpr size_t kLastWords = 4096;
constexpr size_t kPiece = 4096;
// What a pipe holds, and as much again. Programs that it has started may write on for ever.
constexpr int kMostPieces = 32;

}  // namespace

// False: nothing is there at this moment.
bool ErrorOutput::ReadSome(Process& process) {
  const int descriptor = process.error_output.load();
  if (descriptor == -1) return false;
  char bytes[kPiece];
  const int got = ReadPipe(descriptor, bytes, sizeof bytes);
  if (got == 0) CloseOutput(process);
  if (got <= 0) return false;
  const auto size = static_cast<size_t>(got);
  process.last_words.append(bytes, size);
  if (process.last_words.size() > kLastWords) {
    process.last_words.erase(0, process.last_words.size() - kLastWords);
  }
  kept_.append(bytes, size);
  return true;
}

void ErrorOutput::CloseOutput(Process& process) {
  int descriptor = process.error_output.exchange(-1);
  CloseDescriptor(&descriptor);
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
  CloseOutput(process);
}

void ErrorOutput::PassOn(int patience) {
  std::lock_guard lock(mutex_);
  PassOnLocked(patience);
}

void ErrorOutput::PassOnLocked(int patience) {
  kept_.erase(0, WriteStandardError(kept_.data(), kept_.size(), patience));
}

bool ErrorOutput::IsStuck() {
  std::lock_guard lock(mutex_);
  return !kept_.empty();
}

}  // namespace pyloom
