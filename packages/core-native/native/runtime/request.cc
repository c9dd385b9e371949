#include "runtime/request.h"

#include <utility>

#include "runtime/broadcast.h"
#include "runtime/host_call.h"
#include "runtime/interpreter.h"
#include "runtime/lane.h"
#include "runtime/pool.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

void Attachments::GiveUpReferences() {
  if (references.empty()) return;
  for (const uint64_t handle : references) interpreter->references.Release(handle);
  references.clear();
  Runtime::Get().Nudge(interpreter);
}

Request::Request() : Message(Type::kResult) {}
Request::~Request() { DropInput(); }

void Request::DropInput() {
  arguments = WireWriter::Unlimited();
  beside = Beside();
  if (awaitable == nullptr) return;
  Runtime::Get().main_interpreter()->references.Discard(std::exchange(awaitable, nullptr));
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
    environment->Post(this);
  }
}

Ref<Request> Request::CopyForBroadcast() const {
  Ref<Request> copy = new Request();
  copy->environment = environment;
  copy->session = session;
  copy->key = key;
  copy->route_key = route_key;
  copy->has_keywords = has_keywords;
  copy->arguments.Assign(arguments.data(), arguments.size());
  return copy;
}

bool Request::CanRunOn(const Lane& on) const {
  if (pool != on.pool->kind || (lane >= 0 && static_cast<uint32_t>(lane) != on.id)) return false;
  return interpreter < 0 || static_cast<uint32_t>(interpreter) == on.interpreter.load()->id;
}

namespace {
// So far below 0 that those which end later do not come to 0 again.
constexpr int kNoMoreWaits = -(1 << 30);
}  // namespace

void Request::BeginAsyncWait() {
  Lane* lane = runner.load();
  if (async_waits_.fetch_add(1) == 0) lane->pool->OnWait(lane, true);
}

void Request::EndAsyncWait() {
  Lane* lane = runner.load();
  if (async_waits_.fetch_sub(1) == 1) lane->pool->OnWait(lane, false);
}

void Request::EndAsyncWaits() {
  Lane* lane = runner.load();
  if (async_waits_.load() != 0 && async_waits_.exchange(kNoMoreWaits) > 0)
    lane->pool->OnWait(lane, false);
}

}  // namespace pyloom
