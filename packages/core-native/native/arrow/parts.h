// What our own structures of the Arrow C data interface hold, until they are released. On any
// thread.
#ifndef PYLOOM_ARROW_PARTS_H_
#define PYLOOM_ARROW_PARTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow/abi.h"
#include "messages/pin.h"

namespace pyloom {

// A schema or an array below another one: released with it, unless somebody has moved it away.
template <typename T>
struct ArrowChildren {
  ~ArrowChildren() {
    for (T& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }

  // Empty ones, to be filled in: whatever happens meanwhile, they are released.
  void Make(T* owner, size_t count, bool has_dictionary) {
    children.resize(count);
    for (T& child : children) pointers.push_back(&child);
    owner->n_children = static_cast<int64_t>(count);
    owner->children = pointers.data();
    owner->dictionary = has_dictionary ? &dictionary : nullptr;
  }

  std::vector<T> children;
  std::vector<T*> pointers;
  T dictionary{};
};

struct SchemaParts : ArrowChildren<ArrowSchema> {
  std::string format;
  std::string name;
  std::string metadata;
};

struct ArrayParts : ArrowChildren<ArrowArray> {
  std::vector<const void*> buffers;
  std::vector<Ref<Pin>> pins;
  std::vector<std::unique_ptr<uint8_t[]>> copies;
};

// Makes the structure own them, at once.
template <typename Parts, typename T>
Parts* OwnParts(T* owner) {
  auto* parts = new Parts();
  owner->private_data = parts;
  owner->release = [](T* released) {
    delete static_cast<Parts*>(released->private_data);
    released->release = nullptr;
  };
  return parts;
}

}  // namespace pyloom

#endif  // PYLOOM_ARROW_PARTS_H_
