// What a message from a caller carries beside its bytes.
#ifndef PYLOOM_MESSAGES_INCOMING_ATTACHMENTS_H_
#define PYLOOM_MESSAGES_INCOMING_ATTACHMENTS_H_

#include <vector>

#include "messages/held_value.h"
#include "messages/pin.h"

namespace pyloom {

struct IncomingAttachments {
  std::vector<Ref<Pin>> pins;
  std::vector<Ref<HeldValue>> held;

  Ref<HeldValue> Find(uint32_t id) const {
    for (const auto& value : held) {
      if (value->id == id) return value;
    }
    return nullptr;
  }
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_INCOMING_ATTACHMENTS_H_
