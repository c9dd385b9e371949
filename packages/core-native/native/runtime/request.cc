#include "runtime/request.h"

#include <utility>

#include "platform/cpu.h"
#include "runtime/broadcast.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

Request::Request() : Message(Type::kResult) {}
Request::~Request() { DropInput(); }

bool Request::Begin() {
  auto queued = Phase::kQueued;
  if (!phase.compare_exchange_strong(queued, Phase::kRunning)) return false;
  // What a lane has begun is gone on with by a loop.
  if (submitted != 0 && awaitable == nullptr) waited = NowNanoseconds() - submitted;
  if (mark == nullptr) return true;
  auto sent = Mark::kSent;
  if (std::exchange(mark, nullptr)->compare_exchange_strong(sent, Mark::kBegun)) return true;
  phase.store(Phase::kFinished);
  DropInput();
  status = Status::kWithdrawn;
  Deliver();
  return false;
}

void Request::DropInput() {
  arguments = WireWriter::Unlimited();
  incoming = IncomingAttachments();
  if (awaitable == nullptr) return;
  awaitable_of->references.Discard(std::exchange(awaitable, nullptr));
}

void Request::Refuse(std::string_view why) {
  auto queued = Phase::kQueued;
  if (!phase.compare_exchange_strong(queued, Phase::kFinished)) return;
  DropInput();
  status = Status::kClosed;
  result.Clear();
  result.String(why);
  Deliver();
}

void Request::Deliver() {
  if (part_of) {
    const Ref<Broadcast> whole = std::exchange(part_of, nullptr);
    whole->OnFinished(*this);
  } else if (!repeated) {
    mailbox->Post(this);
  }
}

bool Request::SetPool(uint32_t number) {
  if (number > kLastPoolNumber) return false;
  in_process = number >= kPoolKinds;
  if (in_process) {
    pool = number == kPoolKinds ? PoolKind::kWork : PoolKind::kAsyncWork;
  } else {
    pool = static_cast<PoolKind>(number);
  }
  return true;
}

Ref<Request> Request::CopyForBroadcast() const {
  Ref<Request> copy = new Request();
  // Not that of a whole which this one is a part of: it may outlive that.
  copy->mailbox = session ? session->mailbox : mailbox;
  copy->session = session;
  copy->key = key;
  copy->route_key = route_key;
  copy->has_keywords = has_keywords;
  copy->arguments.Assign(arguments.data(), arguments.size());
  return copy;
}

}  // namespace pyloom
