// A copy of the package in a JavaScript thread, as the runtime sees it: frames in from it, frames
// out to it, and what keeps its event loop awake. The other end is src/channel/channel.ts.
//
// Threads: its JavaScript thread only. Freed with its environment.
#ifndef PYLOOM_BINDING_CHANNEL_H_
#define PYLOOM_BINDING_CHANNEL_H_

#include <node_api.h>

#include <memory>
#include <unordered_set>
#include <vector>

#include "binding/due_answers.h"
#include "binding/js_buffers.h"
#include "binding/js_mailbox.h"
#include "binding/outbox.h"
#include "binding/sync_calls.h"
#include "frames/frame_reader.h"
#include "frames/frame_writer.h"
#include "platform/adaptive_poll.h"
#include "runtime/request.h"
#include "runtime/runtime.h"

namespace pyloom {

class Channel {
 public:
  // `on_messages(length, attachments, buffer or undefined)` takes what comes from other threads,
  // and tells whether it answered host calls.
  Channel(napi_env env, Runtime& runtime, napi_value on_messages, const SyncEntries& sync_entries);
  ~Channel();

  const Ref<JsMailbox>& mailbox() const { return mailbox_; }

  // The description of the CPython that is loaded when it is another, empty otherwise.
  std::string Start(const RuntimeOptions& options);

  // Frames that JavaScript wrote. A call that cannot be run is refused, and answers so. Throws a
  // JavaScript error when one was malformed, which would be a bug of ours, after all others.
  void Flush(const uint8_t* bytes, size_t length, napi_value attachments);

  bool Cancel(uint32_t call_id);
  void Resubmit(uint32_t call_id, uint32_t pool, int32_t interpreter, int32_t lane);

  // For a context; given back by ReleaseLane, or with the thread's end. Null: there is none to be
  // had.
  Lane* ReserveLane(PoolKind pool, Session* session);
  // The lane of a process that nothing else runs in.
  Lane* ReserveProcess(Session& session);
  void ReleaseLane(uint32_t id);

  JsSharedBlocks& shared_blocks() { return shared_; }
  SyncCalls& sync_calls() { return *sync_calls_; }

  void Shutdown();

 private:
  void Drain();
  bool Deliver();
  void WaitWithoutSleeping();
  bool WaitForAnswer();
  bool WaitUntilDue(uint64_t due, bool* came);
  void DeliverBatch(std::vector<Ref<Message>>& messages);
  void AppendResult(Request& request);
  void AppendItem(class ItemMessage& message);
  void AppendHostCall(class HostCall& call);
  void AppendEvents(class EventsMessage& message);
  // False: malformed.
  bool Accept(const CallFrame& frame, napi_value attachments, std::vector<Ref<Request>>* calls);
  bool Accept(const ReplyFrame& frame, napi_value attachments);
  void Accept(const ReleaseFrame& frame);
  void UpdateBusy();
  void PublishFrames();

  napi_env env_;
  Runtime& runtime_;
  Ref<JsMailbox> mailbox_;
  napi_ref on_messages_ = nullptr;
  napi_async_context context_ = nullptr;
  std::vector<Ref<Request>> slots_;  // by call id; null: free
  size_t in_flight_ = 0;
  // Host calls that keep the process alive by themselves: no call of this thread is behind them.
  std::unordered_set<uint64_t> lone_host_calls_;
  std::unordered_multiset<uint32_t> reserved_lanes_;
  bool busy_ = false;
  uv_loop_t* loop_ = nullptr;
  AdaptivePoll polling_;  // for an answer, before the event loop sleeps
  DueAnswers due_answers_;
  uint64_t slept_from_ = 0;
  FrameWriter frames_;
  JsReferences references_;
  JsSharedBlocks shared_;
  JsBuffers buffers_;
  Outbox inbox_;  // JavaScript's
  std::unique_ptr<SyncCalls> sync_calls_;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_CHANNEL_H_
