#include "binding/held_references.h"

#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

HeldReferences::~HeldReferences() {
  for (const auto& [interpreter, handles] : handles_) {
    for (const uint64_t handle : handles) interpreter->references.Release(handle);
    interpreter->runtime.Nudge(interpreter);
  }
}

void HeldReferences::Add(const Attachments& attachments) {
  if (attachments.references.empty()) return;
  handles_[attachments.interpreter].insert(attachments.references.begin(),
                                           attachments.references.end());
}

void HeldReferences::Release(Interpreter* interpreter, uint64_t handle) {
  if (handles_[interpreter].erase(handle) == 0) return;
  interpreter->references.Release(handle);
  interpreter->runtime.Nudge(interpreter);
}

}  // namespace pyloom
