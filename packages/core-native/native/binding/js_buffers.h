// The buffers beside a message, both ways: JavaScript's become pins, Python's become ArrayBuffers.
//
// Threads: the JavaScript thread of its environment only.
#ifndef PYLOOM_BINDING_JS_BUFFERS_H_
#define PYLOOM_BINDING_JS_BUFFERS_H_

#include <node_api.h>

#include <memory>
#include <vector>

#include "binding/js_references.h"
#include "binding/js_shared_blocks.h"
#include "convert/outgoing_attachments.h"
#include "messages/incoming_attachments.h"
#include "messages/mailbox.h"

namespace pyloom {

class JsBuffers {
 public:
  JsBuffers(napi_env env, Ref<Mailbox> mailbox, JsReferences* references, JsSharedBlocks* shared)
      : env_(env), mailbox_(std::move(mailbox)), references_(references), shared_(shared) {}

  enum class Reading : uint8_t {
    kDone,
    kEnding,  // JavaScript is being terminated on this very thread, and cannot be asked any more
    kMalformed,
  };

  // `count` items of an array, from `first` on, that came with a message of this session: pairs
  // [view, writable], or the numbers of functions and errors.
  Reading Read(napi_value array, uint32_t first, uint32_t count, uint32_t session,
               IncomingAttachments* incoming);

  // Adds a message's buffers to the array that is being made; returns the index of the first. What
  // its bytes refer to is JavaScript's from here on.
  uint32_t Append(OutgoingAttachments& attachments);
  // A piece of what came as `pieces`: null where there is none, undefined where it has more than
  // `most` bytes. Their memory stays for as long as one of them is in use.
  static napi_value Piece(napi_env env, napi_value pieces, uint32_t index, double most);
  // The array since the last time; undefined when nothing was added.
  napi_value TakeArray();

 private:
  bool RunsJavaScript();
  bool ReadItem(napi_value item, uint32_t session, IncomingAttachments* incoming);
  bool ReadOne(napi_value view, bool writable, std::vector<Ref<Pin>>* pins);
  napi_value PinnedBuffer(const Pin& pin);
  napi_value Make(std::unique_ptr<OutgoingBuffer> buffer);
  napi_value Lend(std::unique_ptr<OutgoingBuffer> buffer);
  napi_value Part(napi_value buffer, size_t offset, size_t length, bool is_shared);

  napi_env env_;
  Ref<Mailbox> mailbox_;
  JsReferences* references_;
  JsSharedBlocks* shared_;
  napi_value array_ = nullptr;  // of the handle scope that it was made in
  uint32_t count_ = 0;
  // Of the pieces of the message: what the collector is to be told of, all at once.
  int64_t untold_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_BUFFERS_H_
