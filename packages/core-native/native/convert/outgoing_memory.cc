#include "convert/outgoing_memory.h"

#include "runtime/interpreter.h"

namespace pyloom {

HeldMemory::~HeldMemory() { interpreter_->references.Discard(holder_); }

}  // namespace pyloom
