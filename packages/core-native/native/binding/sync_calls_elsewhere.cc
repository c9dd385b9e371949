// callSync where Python runs in another process: this thread waits, and serves host functions
// meanwhile.

#include <chrono>
#include <utility>

#include "binding/sync_calls.h"
#include "messages/waiting_mailbox.h"
#include "runtime/host_call.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {
// Nothing wakes a JavaScript thread that is to end: it asks.
constexpr std::chrono::milliseconds kBetweenQuestions(20);
}  // namespace

// False: the thread is being terminated.
bool SyncCalls::RunElsewhere(const Ref<Request>& request) {
  Ref<WaitingMailbox> mailbox = new WaitingMailbox();
  request->mailbox = mailbox;
  request->route_key = request->key;
  request->lane = -1;
  request->pool = PoolKind::kHome;
  request->parent = serving_;
  request->is_synchronous = true;
  runtime_.Submit({request});
  for (;;) {
    const Ref<Message> message = mailbox->Wait(kBetweenQuestions);
    if (!message) {
      if (StillRuns()) continue;
      runtime_.Cancel(request);
      break;
    }
    if (message->type == Message::Type::kHostCall) Serve(static_cast<HostCall&>(*message));
    if (message->type != Message::Type::kResult) continue;
    if (request->status != Request::Status::kReroute) break;
    // A coroutine function: it is waited for like any other.
    request->pool = PoolKind::kAsyncHome;
    request->status = Request::Status::kOk;
    request->runner.store(nullptr);
    request->phase.store(Request::Phase::kQueued);
    runtime_.Submit({request});
  }
  mailbox->Close();
  return request->phase.load() == Request::Phase::kFinished && !request->cancelled.load();
}

void SyncCalls::Serve(HostCall& call) {
  if (!call.HasWaiter()) return call.outgoing.GiveUpReferences();
  const SyncHostCall sync{call.session, call.function, call.has_keywords, &call.arguments,
                          &call.outgoing};
  const uint64_t outer = std::exchange(serving_, call.token);
  SyncReply reply;
  const bool called = CallHost(sync, &reply);
  serving_ = outer;
  if (!called) {
    call.Finish(HostCall::Outcome::kGone);
    return;
  }
  call.reply_attachments = std::move(reply.incoming);
  call.Finish(reply.is_error ? HostCall::Outcome::kError : HostCall::Outcome::kValue, reply.bytes,
              reply.length);
}

}  // namespace pyloom
