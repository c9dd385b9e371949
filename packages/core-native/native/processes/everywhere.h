// A call that is made in every process: in the first one and, if it succeeds there, in all others.
// Its outcome is that of the first, or the first error.
//
// Threads: any. Counted: it is the mailbox of its parts.
#ifndef PYLOOM_PROCESSES_EVERYWHERE_H_
#define PYLOOM_PROCESSES_EVERYWHERE_H_

#include <mutex>
#include <string>
#include <vector>

#include "messages/mailbox.h"
#include "processes/process.h"
#include "runtime/request.h"

namespace pyloom {

class ProcessPool;

class Everywhere final : public Mailbox {
 public:
  // `key`: it is remembered, so that a failure in another process than the first one only warns.
  // `others` are those that have to be told besides the first one. `begins_in_threads`: that is
  // none, but the threads that all clients share.
  Everywhere(ProcessPool& pool, Ref<Request> call, std::string key,
             std::vector<Ref<Process>> others, bool begins_in_threads)
      : others(std::move(others)),
        begins_in_threads(begins_in_threads),
        pool_(pool),
        call_(std::move(call)),
        key_(std::move(key)) {}

  // A part has ended.
  void Post(Ref<Message> message) noexcept override;
  bool closed() const override { return false; }

  Ref<Request> NewPart();
  bool is_remembered() const { return !key_.empty(); }

  const std::vector<Ref<Process>> others;
  const bool begins_in_threads;

 private:
  void Finish();

  ProcessPool& pool_;
  const Ref<Request> call_;
  const std::string key_;
  std::mutex mutex_;
  size_t parts_ = 0;  // that have not ended; guarded by mutex_
  bool is_first_ = true;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_EVERYWHERE_H_
