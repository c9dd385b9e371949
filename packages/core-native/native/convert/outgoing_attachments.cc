#include "convert/outgoing_attachments.h"

#include "convert/object_space.h"

namespace pyloom {

void OutgoingAttachments::GiveUpReferences() {
  if (references.empty()) return;
  for (const uint64_t handle : references) space->references.Release(handle);
  references.clear();
  space->Nudge();
}

}  // namespace pyloom
