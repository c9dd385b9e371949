// callSync: from JavaScript into Python and back on one stack, and from there into JavaScript
// again.
//
// Threads: its JavaScript thread only. Freed with its environment.
#ifndef PYLOOM_BINDING_SYNC_CALLS_H_
#define PYLOOM_BINDING_SYNC_CALLS_H_

#include <node_api.h>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "binding/direct_text.h"
#include "binding/js_buffers.h"
#include "binding/outbox.h"
#include "runtime/sync_lane.h"

namespace pyloom {

class HostCall;
struct Scalar;

// The functions of JavaScript that a synchronous call may need.
struct SyncEntries {
  // (session, function, hasKeywords, length, buffer or undefined, attachments): calls a host
  // function.
  napi_value host_call;
  // (session, function, ...scalars): the same without a message.
  napi_value scalar_call;
  // Shows that there is a JavaScript.
  napi_value do_nothing;
};

class SyncCalls {
 public:
  SyncCalls(napi_env env, Runtime& runtime, const Ref<Mailbox>& mailbox, bool is_main_thread,
            JsReferences* references, JsSharedBlocks* shared, const SyncEntries& entries);
  SyncCalls(const SyncCalls&) = delete;
  SyncCalls& operator=(const SyncCalls&) = delete;
  ~SyncCalls();

  // A call whose arguments lie in the buffer of `SetArguments`. The result is a scalar; or [buffer
  // or undefined, attachments or undefined] when it lies in the buffer, behind its length and
  // status of 4 bytes each.
  // `interpreter`: where the objects among the arguments live; -1: there are none.
  napi_value Call(uint32_t session, uint32_t key, size_t length, bool has_keywords,
                  uint32_t attachment_count, napi_value attachments, int32_t interpreter);
  // A function looked up once. Its number; or what a failed Call returns.
  napi_value Bind(uint32_t session, uint32_t key);
  void Unbind(uint32_t index) { lane_.Unbind(index); }
  // Numbers, booleans, null and short texts go across without being encoded. Null: an argument is
  // none of those.
  napi_value CallBound(uint32_t session, uint32_t index, const napi_value* arguments, size_t count);
  // The same by name. Null as well where the function was not called before.
  napi_value CallNamed(uint32_t session, uint32_t key, const napi_value* arguments, size_t count);

  // Where JavaScript writes the arguments of calls, and the replies of host functions.
  void SetArguments(std::string_view memory) { arguments_ = memory; }
  void SetReply(std::string_view memory) { reply_ = memory; }
  // The next result lies in a buffer of its own: this one is still being read.
  void RenewBuffer() { outbox_.Renew(); }

 private:
  Session* FindSession(uint32_t id);
  FunctionKey* FindKey(uint32_t id);
  Ref<Request> NewRequest(uint32_t session, uint32_t key);
  PyOwned FindNamed(const FunctionKey& key);
  // What is bound, or else what has that name.
  napi_value CallWithScalars(uint32_t session, PyObject* bound, const FunctionKey* key,
                             const napi_value* arguments, size_t count);
  bool CallHost(const SyncHostCall& call, SyncReply* reply);
  // With the GIL, as the lane says.
  Direct CallHostWithScalars(uint32_t session, uint32_t function, PyObject* const* arguments,
                             size_t count, PyOwned* value, SyncReply* reply);
  Direct CallScalarFunction(uint32_t session, uint32_t function, std::span<const Scalar> arguments,
                            Scalar* answer, SyncReply* reply);
  bool StillRuns();
  napi_value RefuseAtTheEnd();
  bool RunElsewhere(const Ref<Request>& request);
  void Serve(HostCall& call);
  bool ReadReply(napi_value answer, uint32_t session, SyncReply* reply);
  napi_value Result(Request& request);
  // Null: it is none, or needs JavaScript to be decoded.
  napi_value ScalarOf(const WireWriter& writer);

  napi_env env_;
  Runtime& runtime_;
  Ref<Mailbox> mailbox_;
  JsBuffers buffers_;
  Outbox outbox_;
  napi_ref on_host_call_ = nullptr;
  napi_ref on_scalar_call_ = nullptr;
  napi_ref do_nothing_ = nullptr;
  std::string_view arguments_;
  std::string_view reply_;
  SyncLane lane_;
  DirectText texts_;
  // Found before: hot loops ask for the same ones a million times a second, and the tables have
  // locks.
  Ref<Session> last_session_;
  std::vector<FunctionKey*> keys_;
  // Kept for the next call, with the memory that it has grown.
  Ref<Request> spare_;
  // Of a call that runs in another process: its host call that is being served. 0: none.
  uint64_t serving_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_SYNC_CALLS_H_
