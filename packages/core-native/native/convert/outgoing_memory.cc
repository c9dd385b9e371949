#include "convert/outgoing_memory.h"

#include "convert/object_space.h"

namespace pyloom {

PythonMemory::~PythonMemory() { space_->references.Discard(holder_); }

}  // namespace pyloom
