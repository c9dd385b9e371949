// A JavaScript value that something outside its thread refers to: a function in a message, a
// function or an error that Python holds. Its thread keeps it by number, and is told by the last
// holder, on whichever thread, to forget it.
#ifndef PYLOOM_MESSAGES_HELD_VALUE_H_
#define PYLOOM_MESSAGES_HELD_VALUE_H_

#include <utility>
#include <vector>

#include "messages/mailbox.h"

namespace pyloom {

class HeldValue final : public RefCounted {
 public:
  HeldValue(Ref<Mailbox> mailbox, uint32_t session, uint32_t id)
      : mailbox(std::move(mailbox)), session(session), id(id) {}

  const Ref<Mailbox> mailbox;
  const uint32_t session;  // whose client sent it; 0: no matter
  const uint32_t id;

 private:
  ~HeldValue() override;
};

// Releases that happen on this thread during the scope are sent at its end: a result that names an
// error must arrive before JavaScript is told to forget it.
class DeferReleases {
 public:
  DeferReleases();
  ~DeferReleases();

 private:
  friend class HeldValue;
  struct Release {
    Ref<Mailbox> mailbox;
    Ref<Message> message;
  };
  DeferReleases* const outer_;
  std::vector<Release> releases_;
};

}  // namespace pyloom

#endif  // PYLOOM_MESSAGES_HELD_VALUE_H_
