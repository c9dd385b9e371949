// The Python objects that this thread's JavaScript holds handles to: when the thread ends, without
// a last word from its PyRefs, they are given up.
//
// Threads: the JavaScript thread of its environment only.
#ifndef PYLOOM_BINDING_JS_REFERENCES_H_
#define PYLOOM_BINDING_JS_REFERENCES_H_

#include <unordered_map>
#include <unordered_set>

#include "convert/outgoing_attachments.h"

namespace pyloom {

class JsReferences {
 public:
  JsReferences() = default;
  JsReferences(const JsReferences&) = delete;
  JsReferences& operator=(const JsReferences&) = delete;
  ~JsReferences();

  // The handles in a message that JavaScript is about to read.
  void Add(const OutgoingAttachments& attachments);
  void Release(ObjectSpace* space, uint64_t handle);

 private:
  std::unordered_map<ObjectSpace*, std::unordered_set<uint64_t>> handles_;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_REFERENCES_H_
