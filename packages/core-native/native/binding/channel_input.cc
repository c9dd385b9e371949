// Frames from JavaScript. Each is for itself: one that cannot be used keeps no other of its batch
// from its way, since their callers wait, too.
#include "binding/channel.h"
#include "platform/cpu.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/remote_pool.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {
using Reading = JsBuffers::Reading;
}  // namespace

bool Channel::Accept(const CallFrame& frame, napi_value attachments,
                     std::vector<Ref<Request>>* calls) {
  Ref<Request> request = new Request();
  request->call_id = frame.call_id;
  request->mailbox = mailbox_;
  request->session = runtime_.sessions.Find(frame.session);
  request->key = runtime_.keys.Find(frame.key);
  request->route_key = runtime_.keys.Find(frame.route_key);
  if (request->key == nullptr || request->route_key == nullptr || !request->SetPool(frame.pool))
    return false;
  request->interpreter = frame.interpreter;
  request->lane = frame.lane;
  request->parent = frame.parent;
  request->has_keywords = frame.has_keywords;
  // Even of a call that is refused: what it holds of JavaScript's is let go with it.
  const Reading read = buffers_.Read(attachments, frame.attachments.first, frame.attachments.count,
                                     frame.session, &request->incoming);
  if (read == Reading::kEnding) return true;  // and nobody waits for it
  if (slots_.size() <= frame.call_id) slots_.resize(frame.call_id + 64);
  slots_[frame.call_id] = request;
  ++in_flight_;
  if (read == Reading::kMalformed) {
    request->Refuse("what travels beside this call cannot be read (this is a bug of pyloom)");
    return false;
  }
  if (!request->session) {
    request->Refuse("The client was closed before this call was sent");
    return true;
  }
  request->arguments.Append(frame.arguments.data, frame.arguments.size);
  if (frame.is_broadcast && request->session->remote != nullptr) {
    request->session->remote->CallEverywhere(request, std::string(frame.broadcast_key));
  } else if (frame.is_broadcast) {
    runtime_.CallEverywhere(request, std::string(frame.broadcast_key));
  } else {
    calls->push_back(std::move(request));
  }
  return true;
}

bool Channel::Accept(const ReplyFrame& frame, napi_value attachments) {
  lone_host_calls_.erase(frame.token);
  Ref<HostCall> call = runtime_.host_calls.Find(frame.token);
  IncomingAttachments incoming;
  const Reading read = buffers_.Read(attachments, frame.attachments.first, frame.attachments.count,
                                     call ? call->session : 0, &incoming);
  if (!call) return true;  // its chain has ended meanwhile
  if (read != Reading::kDone) {
    // Its lane must not wait for ever.
    call->Finish(HostCall::Outcome::kGone);
    return read == Reading::kEnding;
  }
  call->reply_attachments = std::move(incoming);
  call->Finish(frame.is_value ? HostCall::Outcome::kValue : HostCall::Outcome::kError,
               frame.value.data, frame.value.size);
  return true;
}

void Channel::Accept(const ReleaseFrame& frame) {
  if (ObjectSpace* space = runtime_.FindSpace(frame.interpreter))
    references_.Release(space, frame.handle);
}

void Channel::Flush(const uint8_t* bytes, size_t length, napi_value attachments) {
  std::vector<Ref<Request>> calls;
  FrameReader reader(bytes, length);
  IncomingFrame frame;
  bool sound = true;
  for (bool more = true; more;) {
    switch (reader.Read(&frame)) {
      case FrameReader::Next::kFrame:
        if (const auto* call = std::get_if<CallFrame>(&frame)) {
          sound = Accept(*call, attachments, &calls) && sound;
        } else if (const auto* reply = std::get_if<ReplyFrame>(&frame)) {
          sound = Accept(*reply, attachments) && sound;
        } else {
          Accept(std::get<ReleaseFrame>(frame));
        }
        break;
      case FrameReader::Next::kMalformed:
        sound = false;
        break;
      case FrameReader::Next::kBroken:
        sound = false;
        more = false;
        break;
      case FrameReader::Next::kEnd:
        more = false;
        break;
    }
  }
  mailbox_->SeeReader();
  const uint64_t now = NowNanoseconds();
  for (const auto& call : calls) call->submitted = now;
  if (calls.size() == 1 && in_flight_ == 1) due_answers_.SentAlone(*calls[0]);
  runtime_.Submit(std::move(calls));
  UpdateBusy();
  if (sound) return;
  napi_throw_error(env_, nullptr, "pyloom: a malformed frame was sent to the core (this is a bug)");
}

}  // namespace pyloom
