#include "link/link.h"

namespace pyloom {

bool Link::Create(Doorbell* parents_bell, std::string* error) {
  if (!memory_.Create("pyloom", sizeof(Memory), error)) return false;
  if (!childs_bell_.Create(&Shared()->bell, error)) return false;
  Open(Side::kParent, parents_bell);
  return true;
}

bool Link::Adopt(int descriptor, int bell, Doorbell* parents_bell, std::string* error) {
  if (!memory_.Adopt(descriptor, error)) return false;
  if (memory_.size() != sizeof(Memory)) {
    *error = "the shared memory is another version's";
    return false;
  }
  childs_bell_.Adopt(&Shared()->bell, bell);
  Open(Side::kChild, parents_bell);
  return true;
}

void Link::Open(Side side, Doorbell* parents_bell) {
  Memory* const memory = Shared();
  if (side == Side::kParent) {
    out.Open(&memory->down, memory->down_bytes, &childs_bell_);
    in.Open(&memory->up, memory->up_bytes, &childs_bell_);
  } else {
    out.Open(&memory->up, memory->up_bytes, parents_bell);
    in.Open(&memory->down, memory->down_bytes, parents_bell);
  }
}

}  // namespace pyloom
