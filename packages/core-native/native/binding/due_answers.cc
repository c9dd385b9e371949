#include "binding/due_answers.h"

#include <algorithm>

#include "platform/cpu.h"

namespace pyloom {

namespace {

// Waking a thread that sleeps costs 60 to 120 µs where the processor sleeps as well: more than a
// fifth of the call up to here.
constexpr uint32_t kWorthWaiting = 500'000;
// Of a call that took long once, no more than this is remembered.
constexpr uint32_t kLongest = 1'000'000;
constexpr uint64_t kSlack = 20'000;

}  // namespace

void DueAnswers::SentAlone(const Request& request) {
  sent_ = &request;
  const uint32_t id = request.key->id;
  const uint32_t usual = id < usual_.size() ? usual_[id] : 0;
  const bool pays = usual > 0 && usual <= kWorthWaiting;
  due_ = pays ? request.submitted + usual + usual / 4 + kSlack : 0;
}

void DueAnswers::Answered(const Request& request) {
  if (sent_ != &request) return;
  sent_ = nullptr;
  due_ = 0;
  const uint32_t id = request.key->id;
  if (usual_.size() <= id) usual_.resize(id + 1);
  const auto took =
      static_cast<uint32_t>(std::min<uint64_t>(NowNanoseconds() - request.submitted, kLongest));
  uint32_t& usual = usual_[id];
  usual = usual == 0 ? took : static_cast<uint32_t>((uint64_t{usual} * 3 + took) / 4);
  // It was slept for: waiting would have paid.
  if (!polling_.Pays() && took < kWorthWaiting) polling_.SleptBriefly();
}

void DueAnswers::Waited(bool came) {
  polling_.Polled(came);
  if (!came) due_ = 0;
}

}  // namespace pyloom
