#include "processes/child_mailbox.h"

#include <string>

#include "base/out_of_memory.h"
#include "platform/forked_child.h"
#include "processes/child_calls.h"
#include "processes/letters.h"
#include "runtime/item_message.h"
#include "runtime/runtime.h"
#include "runtime/session.h"
#include "runtime/write_error.h"

namespace pyloom {

void ChildMailbox::Post(Ref<Message> message) noexcept {
  if (InForkedChild()) return;  // the rings are its parent's
  const AllocationsMayFail vital(false);
  switch (message->type) {
    case Message::Type::kResult:
      return SendResult(static_cast<Request&>(*message));
    case Message::Type::kItem: {
      auto& item = static_cast<ItemMessage&>(*message);
      return Letter(ToParent::kItem)
          .Raw(item.request->slot)
          .Value(item.value)
          .Attach(item.outgoing, link_)
          .SendTo(link_.out);
    }
    case Message::Type::kHostCall:
      return SendHostCall(static_cast<HostCall&>(*message));
    case Message::Type::kEvent:
      return SendEvents(static_cast<EventsMessage&>(*message).session);
    case Message::Type::kRelease:
      return Letter(ToParent::kRelease)
          .Raw(static_cast<ReleaseMessage&>(*message).id)
          .SendTo(link_.out);
    case Message::Type::kWarning:
      return Letter(ToParent::kWarning)
          .Text(static_cast<WarningMessage&>(*message).text)
          .SendTo(link_.out);
    case Message::Type::kCallEnded:
      return Letter(ToParent::kHostCallEnded)
          .Raw(static_cast<CallEndedMessage&>(*message).token)
          .SendTo(link_.out);
    case Message::Type::kUnpin:
    case Message::Type::kStarted:
      return;  // matters of this process
  }
}

void ChildMailbox::SendResult(Request& request) {
  if (!calls_.Take(request)) return request.Undeliverable();
  if (request.slot == kNoSlot) {
    if (request.status != Request::Status::kOk) {
      Letter(ToParent::kWarning)
          .Text(request.key->module + "." + request.key->name +
                " failed in a new process: " + ErrorSummary(request))
          .SendTo(link_.out);
    }
    return request.Undeliverable();
  }
  Letter(ToParent::kResult)
      .Raw(request.slot)
      .Raw(request.status)
      .Raw(request.waited)
      .Value(request.result)
      .Attach(request.outgoing, link_)
      .SendTo(link_.out);
}

void ChildMailbox::SendHostCall(HostCall& call) {
  Letter(ToParent::kHostCall)
      .Raw(call.caller && !call.caller->is_broadcast() ? call.caller->slot : kNoSlot)
      .Raw(call.token)
      .Raw(call.function)
      .Raw(static_cast<uint8_t>(call.has_keywords))
      .Value(call.arguments)
      .Attach(call.outgoing, link_)
      .SendTo(link_.out);
}

void ChildMailbox::SendEvents(const Ref<Session>& session) {
  uint64_t dropped = 0;
  for (auto& event : session->TakeEvents(&dropped)) {
    Letter(ToParent::kEvent).Raw(event.kind).Value(event.value).SendTo(link_.out);
  }
  if (dropped == 0) return;
  Letter(ToParent::kWarning)
      .Text(std::to_string(dropped) + " records of Python were dropped in a process")
      .SendTo(link_.out);
}

}  // namespace pyloom
