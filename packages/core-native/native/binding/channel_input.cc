// Frames from JavaScript. Each is for itself: one that cannot be used keeps no other of its batch
// from its way, since their callers wait, too.
#include <string>

#include "binding/channel.h"
#include "platform/cpu.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

using Reading = JsBuffers::Reading;

constexpr uint8_t kFrameCall = 1;
constexpr uint8_t kFrameReply = 2;
constexpr uint8_t kFrameRelease = 3;
constexpr uint8_t kFlagKeywords = 1;
constexpr uint8_t kFlagBroadcast = 2;

}  // namespace

bool Channel::ReadCall(WireReader frame, napi_value attachments, std::vector<Ref<Request>>* calls) {
  uint8_t pool = 0, flags = 0, unused = 0;
  uint32_t call_id = 0, session = 0, key = 0, route_key = 0, first = 0, count = 0;
  double parent = 0;
  Ref<Request> request = new Request();
  if (!frame.Raw(&pool) || !frame.Raw(&flags) || !frame.Raw(&unused) || !frame.Raw(&call_id) ||
      !frame.Raw(&session) || !frame.Raw(&key) || !frame.Raw(&route_key) ||
      !frame.Raw(&request->interpreter) || !frame.Raw(&request->lane) || !frame.Raw(&parent) ||
      !frame.Raw(&first) || !frame.Raw(&count) || pool >= kPoolKinds) {
    return false;
  }
  request->call_id = call_id;
  request->mailbox = mailbox_;
  request->session = runtime_.sessions.Find(session);
  request->key = runtime_.keys.Find(key);
  request->route_key = runtime_.keys.Find(route_key);
  request->pool = static_cast<PoolKind>(pool);
  request->parent = static_cast<uint64_t>(parent);
  request->has_keywords = (flags & kFlagKeywords) != 0;
  std::string broadcast_key;
  if ((flags & kFlagBroadcast) != 0) {
    uint32_t length = 0;
    if (!frame.Raw(&length) || frame.Left() < length) return false;
    broadcast_key.assign(reinterpret_cast<const char*>(frame.cursor()), length);
    frame.Skip(length);
  }
  if (request->key == nullptr || request->route_key == nullptr) return false;
  // Even of a call that is refused: what it holds of JavaScript's is let go with it.
  const Reading read = buffers_.Read(attachments, first, count, session, &request->beside);
  if (read == Reading::kEnding) return true;  // and nobody waits for it
  if (slots_.size() <= call_id) slots_.resize(call_id + 64);
  slots_[call_id] = request;
  ++in_flight_;
  if (read == Reading::kMalformed) {
    request->Refuse("what travels beside this call cannot be read (this is a bug of pyloom)");
    return false;
  }
  if (!request->session) {
    request->Refuse("The client was closed before this call was sent");
    return true;
  }
  request->arguments.Append(frame.cursor(), frame.Left());
  if ((flags & kFlagBroadcast) != 0) {
    runtime_.CallEverywhere(request, broadcast_key);
  } else {
    calls->push_back(std::move(request));
  }
  return true;
}

bool Channel::ReadReply(WireReader frame, napi_value attachments) {
  uint8_t outcome = 0;
  uint16_t unused = 0;
  double token = 0;
  uint32_t first = 0, count = 0;
  Beside beside;
  if (!frame.Raw(&outcome) || !frame.Raw(&unused) || !frame.Raw(&token) || !frame.Raw(&first) ||
      !frame.Raw(&count)) {
    return false;
  }
  lone_host_calls_.erase(static_cast<uint64_t>(token));
  Ref<HostCall> call = runtime_.host_calls.Find(static_cast<uint64_t>(token));
  const Reading read = buffers_.Read(attachments, first, count, call ? call->session : 0, &beside);
  if (!call) return true;  // its chain has ended meanwhile
  if (read != Reading::kDone) {
    // Its lane must not wait for ever.
    call->Finish(HostCall::Outcome::kGone);
    return read == Reading::kEnding;
  }
  call->reply_beside = std::move(beside);
  call->Finish(outcome == 1 ? HostCall::Outcome::kValue : HostCall::Outcome::kError, frame.cursor(),
               frame.Left());
  return true;
}

bool Channel::ReadRelease(WireReader frame) {
  uint8_t unused[3];
  double handle = 0;
  uint32_t id = 0;
  if (!frame.Raw(&unused) || !frame.Raw(&handle) || !frame.Raw(&id)) return false;
  if (Interpreter* interpreter = runtime_.FindInterpreter(id)) {
    references_.Release(interpreter, static_cast<uint64_t>(handle));
  }
  return true;
}

bool Channel::ReadFrame(WireReader frame, napi_value attachments,
                        std::vector<Ref<Request>>* calls) {
  uint8_t type = 0;
  frame.Raw(&type);
  switch (type) {
    case kFrameCall:
      return ReadCall(frame, attachments, calls);
    case kFrameReply:
      return ReadReply(frame, attachments);
    case kFrameRelease:
      return ReadRelease(frame);
    default:
      return false;
  }
}

void Channel::Flush(const uint8_t* bytes, size_t length, napi_value attachments) {
  std::vector<Ref<Request>> calls;
  WireReader reader(bytes, length);
  bool sound = true;
  while (!reader.AtEnd()) {
    uint32_t frame_length = 0;
    if (!reader.Raw(&frame_length) || frame_length < 5 || reader.Left() < frame_length - 4) {
      // Where the next one begins cannot be known.
      sound = false;
      break;
    }
    const WireReader frame(reader.cursor(), frame_length - 4);
    reader.Skip(frame_length - 4);
    sound = ReadFrame(frame, attachments, &calls) && sound;
  }
  last_submit_ = NowNanoseconds();
  runtime_.Submit(std::move(calls));
  UpdateBusy();
  if (sound) return;
  napi_throw_error(env_, nullptr, "pyloom: a malformed frame was sent to the core (this is a bug)");
}

}  // namespace pyloom
