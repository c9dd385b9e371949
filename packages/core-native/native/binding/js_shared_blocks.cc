#include "binding/js_shared_blocks.h"

#include <algorithm>
#include <mutex>

namespace pyloom {

namespace {

// What there are buffers of, in all threads and for all copies of the package, by where it lies.
struct Shown {
  std::mutex mutex;
  std::unordered_map<const uint8_t*, std::weak_ptr<SharedBlock>> blocks;  // guarded by mutex
};

Shown& AllShown() {
  static auto* const shown = new Shown();  // leaked: buffers outlive static destructors
  return *shown;
}

// A buffer has been collected.
void LetGo(napi_env, void* data, void* hint) {
  delete static_cast<std::shared_ptr<SharedBlock>*>(hint);
  std::lock_guard lock(AllShown().mutex);
  const auto found = AllShown().blocks.find(static_cast<const uint8_t*>(data));
  // Another one may lie there by now.
  if (found != AllShown().blocks.end() && found->second.expired()) AllShown().blocks.erase(found);
}

}  // namespace

napi_value JsSharedBlocks::Known(const SharedBlock* block) {
  const auto found = buffers_.find(block);
  napi_value buffer = nullptr;
  bool is_detached = false;
  if (found == buffers_.end() ||
      napi_get_reference_value(env_, found->second, &buffer) != napi_ok || buffer == nullptr ||
      napi_is_detached_arraybuffer(env_, buffer, &is_detached) != napi_ok || is_detached) {
    return nullptr;
  }
  return buffer;
}

napi_value JsSharedBlocks::BufferOf(const std::shared_ptr<SharedBlock>& block) {
  if (napi_value known = Known(block.get())) return known;
  napi_value buffer = nullptr;
  auto* const kept = new std::shared_ptr<SharedBlock>(block);
  if (napi_create_external_arraybuffer(env_, block->data(), block->size(), LetGo, kept, &buffer) !=
      napi_ok) {
    delete kept;
    return nullptr;
  }
  {
    std::lock_guard lock(AllShown().mutex);
    AllShown().blocks[block->data()] = block;
  }
  Note(block.get(), buffer);
  return buffer;
}

std::shared_ptr<SharedBlock> JsSharedBlocks::BlockOf(napi_value buffer, const uint8_t* start) {
  std::shared_ptr<SharedBlock> block;
  {
    std::lock_guard lock(AllShown().mutex);
    const auto found = AllShown().blocks.find(start);
    if (found != AllShown().blocks.end()) block = found->second.lock();
  }
  // Another copy of the package may have made it.
  if (block && Known(block.get()) == nullptr) Note(block.get(), buffer);
  return block;
}

void JsSharedBlocks::Note(const SharedBlock* block, napi_value buffer) {
  napi_ref weak = nullptr;
  if (napi_create_reference(env_, buffer, 0, &weak) != napi_ok) return;
  napi_ref& noted = buffers_[block];
  if (noted != nullptr) napi_delete_reference(env_, noted);
  noted = weak;
  if (buffers_.size() > most_) DropCollected();
}

void JsSharedBlocks::DropCollected() {
  std::erase_if(buffers_, [this](const auto& each) {
    napi_value buffer = nullptr;
    if (napi_get_reference_value(env_, each.second, &buffer) == napi_ok && buffer != nullptr) {
      return false;
    }
    napi_delete_reference(env_, each.second);
    return true;
  });
  most_ = std::max<size_t>(64, 2 * buffers_.size());
}

}  // namespace pyloom
