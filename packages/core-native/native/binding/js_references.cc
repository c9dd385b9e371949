#include "binding/js_references.h"

#include "convert/object_space.h"

namespace pyloom {

JsReferences::~JsReferences() {
  for (const auto& [space, handles] : handles_) {
    for (const uint64_t handle : handles) space->references.Release(handle);
    space->Nudge();
  }
}

void JsReferences::Add(const OutgoingAttachments& attachments) {
  if (attachments.references.empty()) return;
  handles_[attachments.space].insert(attachments.references.begin(), attachments.references.end());
}

void JsReferences::Release(ObjectSpace* space, uint64_t handle) {
  if (handles_[space].erase(handle) == 0) return;
  space->references.Release(handle);
  space->Nudge();
}

}  // namespace pyloom
