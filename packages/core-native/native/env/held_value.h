// A JavaScript value that something outside its thread refers to: a function in a message, a
// function or an error that Python holds. Its thread keeps it by number, and is told by the last
// holder, on whichever thread, to forget it.
#ifndef PYLOOM_ENV_HELD_VALUE_H_
#define PYLOOM_ENV_HELD_VALUE_H_

#include <utility>
#include <vector>

#include "env/environment.h"
#include "env/pin.h"

namespace pyloom {

class HeldValue final : public RefCounted {
 public:
  HeldValue(Ref<Environment> environment, uint32_t session, uint32_t id)
      : environment(std::move(environment)), session(session), id(id) {}

  const Ref<Environment> environment;
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
    Ref<Environment> environment;
    Ref<Message> message;
  };
  DeferReleases* const outer_;
  std::vector<Release> releases_;
};

// What came from JavaScript beside the bytes of a message.
struct Beside {
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

#endif  // PYLOOM_ENV_HELD_VALUE_H_
