// Blocks as JavaScript sees them: each is one ArrayBuffer, the same one whenever it comes.
//
// Threads: the JavaScript thread of its environment only.
#ifndef PYLOOM_BINDING_JS_SHARED_BLOCKS_H_
#define PYLOOM_BINDING_JS_SHARED_BLOCKS_H_

#include <node_api.h>

#include <memory>
#include <unordered_map>

#include "link/shared_block.h"

namespace pyloom {

class JsSharedBlocks {
 public:
  explicit JsSharedBlocks(napi_env env) : env_(env) {}

  // The whole of it. Null: this JavaScript takes no memory that is not its own.
  napi_value BufferOf(const std::shared_ptr<SharedBlock>& block);
  // Of which block a buffer is the whole, whose memory begins there. Null: it is none.
  std::shared_ptr<SharedBlock> BlockOf(napi_value buffer, const uint8_t* start);

 private:
  napi_value Known(const SharedBlock* block);
  void Note(const SharedBlock* block, napi_value buffer);
  void DropCollected();

  napi_env env_;
  std::unordered_map<const SharedBlock*, napi_ref> buffers_;  // weak
  size_t most_ = 64;  // of these, before those are dropped that have been collected
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_SHARED_BLOCKS_H_
