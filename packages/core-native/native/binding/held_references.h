// The Python objects that this thread's JavaScript holds handles to: when the thread ends, without
// a last word from its PyRefs, they are given up.
//
// Threads: the JavaScript thread of its environment only.
#ifndef PYLOOM_BINDING_HELD_REFERENCES_H_
#define PYLOOM_BINDING_HELD_REFERENCES_H_

#include <unordered_map>
#include <unordered_set>

#include "runtime/request.h"

namespace pyloom {

class HeldReferences {
 public:
  HeldReferences() = default;
  HeldReferences(const HeldReferences&) = delete;
  HeldReferences& operator=(const HeldReferences&) = delete;
  ~HeldReferences();

  // The handles in a message that JavaScript is about to read.
  void Add(const Attachments& attachments);
  void Release(Interpreter* interpreter, uint64_t handle);

 private:
  std::unordered_map<Interpreter*, std::unordered_set<uint64_t>> handles_;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_HELD_REFERENCES_H_
