// The JavaScript side of an environment: frames in from JavaScript, frames out to it. The layout of
// the frames is that of src/frames.ts.
//
// Threads: its JavaScript thread only. Freed with its environment.
#ifndef PYLOOM_BINDING_JS_ENVIRONMENT_H_
#define PYLOOM_BINDING_JS_ENVIRONMENT_H_

#include <node_api.h>

#include <memory>
#include <unordered_set>
#include <vector>

#include "env/environment.h"
#include "runtime/request.h"
#include "runtime/runtime.h"
#include "runtime/sync_lane.h"
#include "wire/reader.h"

namespace pyloom {

class JsEnvironment {
 public:
  // `on_messages(length, attachments, buffer or undefined)`, which tells whether it answered host
  // calls, and `on_sync_call(session, function, hasKeywords, length, buffer or undefined,
  // attachments)` are the two ways into JavaScript.
  JsEnvironment(napi_env env, napi_value on_messages, napi_value on_sync_call);
  ~JsEnvironment();

  static JsEnvironment* From(napi_env env);

  const Ref<Environment>& environment() const { return environment_; }
  SyncLane& sync_lane() { return *sync_lane_; }

  // The description of the CPython that is loaded when it is another, empty otherwise.
  std::string Start(const RuntimeOptions& options);

  // Frames that JavaScript wrote. Throws a JavaScript error on a malformed one, which would be a
  // bug of ours.
  void Flush(const uint8_t* bytes, size_t length, napi_value attachments);

  bool Cancel(uint32_t call_id);
  void Resubmit(uint32_t call_id, PoolKind pool, int32_t interpreter, int32_t lane);

  // A call on this thread. The result is a scalar, or undefined when it lies in the buffer (whose
  // first 8 bytes are its length and status), or a buffer of its own when it is too long for that.
  napi_value CallSync(Session* session, const FunctionKey& key, const uint8_t* bytes, size_t length,
                      bool has_keywords, napi_value attachments);
  uint32_t Bind(Session* session, const FunctionKey& key, napi_value* failure);
  napi_value CallBound(Session* session, uint32_t index, const napi_value* arguments, size_t count);
  void SetSyncReply(const uint8_t* bytes, size_t capacity) {
    sync_reply_ = bytes;
    sync_reply_capacity_ = capacity;
  }

  // The next result of a synchronous call lies in a buffer of its own: this one is still being
  // read.
  void RenewSyncBuffer();

  void Shutdown();

 private:
  static constexpr int kFirstPollCredit = 4;

  // A buffer that JavaScript reads frames from; grows by being replaced.
  struct Outbox {
    napi_ref reference = nullptr;
    uint8_t* data = nullptr;
    size_t capacity = 0;
  };

  void Drain();
  bool Deliver();
  void WaitWithoutSleeping();
  void DeliverBatch(std::vector<Ref<Message>>& messages);
  void AppendResult(Request& request);
  void AppendItem(class ItemMessage& message);
  void AppendHostCall(class HostCall& call);
  void AppendEvents(class EventsMessage& message);
  uint32_t AppendAttachments(Attachments& attachments);
  bool ReadCall(WireReader frame, napi_value attachments, std::vector<Ref<Request>>* calls);
  bool ReadReply(WireReader frame, napi_value attachments);
  bool ReadPins(napi_value attachments, uint32_t first, uint32_t count,
                std::vector<Ref<Pin>>* pins);
  bool ReadPin(napi_value view, bool writable, std::vector<Ref<Pin>>* pins);
  napi_value PinnedBuffer(const Pin& pin);
  napi_value MakeAttachment(std::unique_ptr<OutgoingBuffer> buffer);
  void UpdateBusy();
  void BeginFrame(uint8_t type, uint8_t status);
  void EndFrame();
  // Makes the outbox hold `writer`'s bytes; returns the new buffer, or undefined if it is the old
  // one.
  napi_value Publish(Outbox* outbox, const WireWriter& writer);
  bool CallHostSync(const SyncHostCall& call, SyncReply* reply);
  bool ReadSyncReply(napi_value answer, SyncReply* reply);
  napi_value SyncResult(Request& request);
  napi_value Scalar(const WireWriter& writer);

  napi_env env_;
  Ref<Environment> environment_;
  napi_ref on_messages_ = nullptr;
  napi_ref on_sync_call_ = nullptr;
  napi_async_context context_ = nullptr;
  std::vector<Ref<Request>> slots_;  // by call id; null: free
  size_t in_flight_ = 0;
  // Host calls that keep the process alive by themselves: no call of this thread is behind them.
  std::unordered_set<uint64_t> lone_host_calls_;
  bool busy_ = false;
  // How often waiting for an answer without sleeping may fail before it is given up.
  int poll_credit_ = kFirstPollCredit;
  uint64_t last_submit_ = 0;
  WireWriter frames_;
  size_t frame_begin_ = 0;
  Outbox inbox_buffer_;
  Outbox sync_buffer_;
  napi_value out_attachments_ = nullptr;  // during a batch
  uint32_t out_attachment_count_ = 0;
  std::unique_ptr<SyncLane> sync_lane_;
  const uint8_t* sync_reply_ = nullptr;
  size_t sync_reply_capacity_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_JS_ENVIRONMENT_H_
