// When the answer to a call is due, learnt from earlier calls of its function: whether it is worth
// waiting for awake.
//
// Threads: one, the JavaScript thread whose calls they are.
#ifndef PYLOOM_BINDING_DUE_ANSWERS_H_
#define PYLOOM_BINDING_DUE_ANSWERS_H_

#include <cstdint>
#include <vector>

#include "platform/adaptive_poll.h"
#include "runtime/request.h"

namespace pyloom {

class DueAnswers {
 public:
  // It is the only call under way: beside others a lane would lack the processor that waiting
  // takes.
  void SentAlone(const Request& request);
  void Answered(const Request& request);

  // Until when its answer is worth waiting for; 0: it is not.
  uint64_t Due() const { return polling_.Pays() ? due_ : 0; }
  // How waiting until then ended.
  void Waited(bool came);

 private:
  // By the number of the function: from its submission to its answer, in nanoseconds; 0: never
  // seen.
  std::vector<uint32_t> usual_;
  const Request* sent_ = nullptr;  // to be compared, not to be followed
  uint64_t due_ = 0;
  AdaptivePoll polling_;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_DUE_ANSWERS_H_
