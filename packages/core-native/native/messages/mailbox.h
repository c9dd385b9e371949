// Where answers go, and questions to whoever made the calls: to one JavaScript thread.
//
// Threads: Post and closed from any, with or without a GIL: Post neither waits nor calls anybody.
// Ownership: counted; requests, host calls and pins keep it beyond its reader's end. Shutdown: once
// its reader has gone it is closed, for good; what was not read by then, or is posted later, is
// told `Undeliverable`.
#ifndef PYLOOM_MESSAGES_MAILBOX_H_
#define PYLOOM_MESSAGES_MAILBOX_H_

#include "base/ref.h"
#include "messages/message.h"

namespace pyloom {

class Mailbox : public RefCounted {
 public:
  virtual void Post(Ref<Message> message) noexcept = 0;
  virtual bool closed() const = 0;
  // The processor that its reader was last seen on; -1: not known. For a thread that is to wait
  // awake for it.
  virtual int readers_cpu() const { return -1; }
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_MAILBOX_H_
