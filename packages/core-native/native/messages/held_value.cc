#include "messages/held_value.h"

#include "base/out_of_memory.h"

namespace pyloom {

namespace {
thread_local DeferReleases* deferring = nullptr;
}

HeldValue::~HeldValue() {
  const AllocationsMayFail vital(false);
  Ref<Message> message = new ReleaseMessage(id);
  if (deferring == nullptr) {
    mailbox->Post(std::move(message));
  } else {
    deferring->releases_.push_back({mailbox, std::move(message)});
  }
}

DeferReleases::DeferReleases() : outer_(deferring) { deferring = this; }

DeferReleases::~DeferReleases() {
  deferring = outer_;
  for (auto& release : releases_) release.mailbox->Post(std::move(release.message));
}

}  // namespace pyloom
