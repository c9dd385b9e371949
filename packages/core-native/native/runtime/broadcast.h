// A call that is made in every interpreter: in the main one first and, if it succeeds there, in all
// the others at once, by the keeper of each. Its outcome is that of the main interpreter, or the
// first error.
//
// An interpreter in which it cannot begin, since C code there keeps the GIL, is waited for some
// seconds: it is told as soon as it lets go, and a warning says so.
//
// Once it is cancelled (its client is closed) nobody waits for it: what is quick is seen through,
// and what still runs after a moment is interrupted, in whichever interpreter.
//
// Threads: Begin and Cancel from a JavaScript thread; OnFinished from the keepers, EndWait from the
// watch. Counted: the request and its parts hold it.
#ifndef PYLOOM_RUNTIME_BROADCAST_H_
#define PYLOOM_RUNTIME_BROADCAST_H_

#include <mutex>
#include <string>
#include <vector>

#include "base/ref.h"
#include "runtime/request.h"

namespace pyloom {

class Interpreter;
class Runtime;
struct FunctionKey;

class Broadcast final : public RefCounted {
 public:
  // `call` is what JavaScript waits for. With a key the call is remembered for interpreters to come
  // by that number (without one it is beyond all), and a failure in another interpreter than the
  // main one only warns.
  Broadcast(Runtime& runtime, Ref<Request> call, std::string key, uint64_t number);

  void Begin();
  void Cancel();
  // A part has ended: its result is written.
  void OnFinished(Request& part);

  // Nobody waits for it any more.
  bool HasEnded();
  // Ends the wait unless it has begun somewhere and not ended there. True: it is over.
  bool EndWait();

 private:
  ~Broadcast() override;
  void Start(const std::vector<Interpreter*>& interpreters);
  void TakeOutcome(Request& part, bool is_main);
  void Finish();
  const std::string& Name(const FunctionKey& key) const;

  Runtime& runtime_;
  const std::string key_;
  const uint64_t number_;

  std::mutex mutex_;
  Ref<Request> call_;                // until the wait is over; guarded by mutex_, as is all below
  std::vector<Ref<Request>> parts_;  // that have not ended
  uint64_t deadline_ = 0;            // 0: it has not been cancelled
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_BROADCAST_H_
