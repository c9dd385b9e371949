// The mailbox of a process that runs Python for another one: what is posted goes there as letters.
//
// Threads and ownership as of any mailbox. It is never closed: its reader's end is this process's.
#ifndef PYLOOM_PROCESSES_CHILD_MAILBOX_H_
#define PYLOOM_PROCESSES_CHILD_MAILBOX_H_

#include "link/link.h"
#include "messages/mailbox.h"
#include "runtime/host_call.h"
#include "runtime/request.h"

namespace pyloom {

class ChildCalls;

class ChildMailbox final : public Mailbox {
 public:
  ChildMailbox(Link& link, ChildCalls& calls) : link_(link), calls_(calls) {}

  void Post(Ref<Message> message) noexcept override;
  bool closed() const override { return false; }
  int readers_cpu() const override { return link_.in.writers_cpu(); }

 private:
  void SendResult(Request& request);
  void SendHostCall(HostCall& call);
  void SendEvents(const Ref<Session>& session);

  Link& link_;
  ChildCalls& calls_;
};

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_CHILD_MAILBOX_H_
