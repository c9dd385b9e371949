// A value that a call sends before its end: an item of a stream. Comes before the result, in the
// order of sending.
#ifndef PYLOOM_RUNTIME_ITEM_MESSAGE_H_
#define PYLOOM_RUNTIME_ITEM_MESSAGE_H_

#include "runtime/request.h"

namespace pyloom {

class ItemMessage final : public Message {
 public:
  explicit ItemMessage(Ref<Request> request) : Message(Type::kItem), request(std::move(request)) {}

  void Undeliverable() override { outgoing.GiveUpReferences(); }

  const Ref<Request> request;
  WireWriter value;
  OutgoingAttachments outgoing;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_ITEM_MESSAGE_H_
