#include "runtime/runtime.h"

#include <algorithm>

#include "convert/remote_numbers.h"
#include "platform/cpu.h"
#include "runtime/broadcast.h"
#include "runtime/remote_pool.h"

namespace pyloom {

Runtime& Runtime::Get() {
  static Runtime* const runtime = new Runtime();  // leaked: lanes outlive static destructors
  return *runtime;
}

void Runtime::AddSpace(ObjectSpace* space) {
  std::lock_guard lock(mutex_);
  space->number = kFirstSpace + static_cast<uint32_t>(spaces_.size());
  spaces_.push_back(space);
}

ObjectSpace* Runtime::FindSpace(uint32_t number) {
  if (number < kFirstSpace) return FindInterpreter(number);
  std::lock_guard lock(mutex_);
  const size_t place = number - kFirstSpace;
  return place < spaces_.size() ? spaces_[place] : nullptr;
}

Pool& Runtime::PoolOf(const Request& request) {
  if (RemotePool* remote = RemoteOf(request)) return *remote;
  return pool(request.pool);
}

RemotePool* Runtime::RemoteOf(const Request& request) {
  if (!request.session) return nullptr;
  return request.session->is_remote || request.in_process ? request.session->remote : nullptr;
}

// Its lane or its objects may be in a process, whatever pool it was sent to.
void Runtime::NoteProcess(Request& request) {
  if (!request.session || request.session->remote == nullptr || request.session->is_remote) return;
  if (request.lane >= 0 && request.lane < kFirstRemoteLane) {
    const Lane* lane = lanes.Find(static_cast<uint32_t>(request.lane));
    request.in_process = lane != nullptr && &lane->pool == request.session->remote;
  } else if (request.lane >= kFirstRemoteLane ||
             request.interpreter >= static_cast<int32_t>(kFirstSpace)) {
    request.in_process = true;
  }
}

bool Runtime::Route(const Ref<Request>& request) {
  if (request->lane >= 0) {
    const Lane* lane = lanes.Find(static_cast<uint32_t>(request->lane));
    if (lane != nullptr) {
      request->pool = lane->pool.kind;
      return true;
    }
    request->Refuse("There is no lane " + std::to_string(request->lane));
    return false;
  }
  if (request->interpreter < 0) return true;
  const Interpreter* interpreter = FindInterpreter(static_cast<uint32_t>(request->interpreter));
  if (interpreter == nullptr) {
    request->Refuse("There is no interpreter " + std::to_string(request->interpreter));
    return false;
  }
  if (interpreter->id != 0) {
    request->pool = interpreter->pool.kind;
  } else {
    request->pool = IsAsync(request->pool) ? PoolKind::kAsyncHome : PoolKind::kHome;
  }
  return true;
}

// The lane that waits for the request, or one further down the chain, if it is where the request
// has to run: a chain then needs no further lanes, however often it changes between interpreters.
bool Runtime::NestInChain(const Ref<Request>& request, Ref<HostCall>* busy) {
  if (PoolOf(*request).HasFreePlaceFor(*request)) return false;
  Ref<HostCall> waiting = host_calls.Find(request->parent);
  while (waiting && waiting->caller) {
    const Request& caller = *waiting->caller;
    const Lane* lane = caller.runner.load();
    if (lane != nullptr && lane->CanRun(*request)) {
      const HostCall::Nesting nesting = waiting->Nest(request);
      if (nesting == HostCall::Nesting::kTaken) return true;
      if (nesting == HostCall::Nesting::kBusy && !*busy) *busy = waiting;
    }
    waiting = caller.parent == 0 ? nullptr : host_calls.Find(caller.parent);
  }
  return false;
}

void Runtime::Nudge(Interpreter* interpreter) {
  for (Pool* pool : pools_) pool->Nudge(interpreter);
}

void Runtime::Submit(std::vector<Ref<Request>> requests) {
  std::vector<Ref<Request>> by_pool[kPoolKinds];
  std::vector<Ref<Request>> elsewhere;
  RemotePool* remote = nullptr;
  const auto send = [&] {
    if (remote != nullptr) remote->Submit(elsewhere.data(), elsewhere.size());
    elsewhere.clear();
  };
  std::vector<Ref<HostCall>> busy;
  for (auto& request : requests) {
    NoteProcess(*request);
    RemotePool* const of_request = RemoteOf(*request);
    if (of_request == nullptr && !Route(request)) continue;
    if (request->parent != 0) {
      Ref<HostCall> waiting;
      if (NestInChain(request, &waiting)) continue;
      request->nest_in = waiting ? waiting->token : 0;
      if (waiting) busy.push_back(std::move(waiting));
    }
    if (of_request == nullptr) {
      by_pool[static_cast<int>(request->pool)].push_back(std::move(request));
      continue;
    }
    if (of_request != remote) send();
    remote = of_request;
    elsewhere.push_back(std::move(request));
  }
  send();
  for (int i = 0; i < kPoolKinds; ++i) {
    if (!by_pool[i].empty()) pools_[i]->Submit(by_pool[i].data(), by_pool[i].size());
  }
  // Only now: the lane that looks finds them there.
  for (const auto& waiting : busy) waiting->NoteWaitingInPool();
}

bool Runtime::Cancel(const Ref<Request>& request) {
  if (const Ref<Broadcast> broadcast = request->broadcast) {
    broadcast->Cancel();
    return false;
  }
  request->cancelled.store(true);
  auto queued = Request::Phase::kQueued;
  if (request->phase.compare_exchange_strong(queued, Request::Phase::kFinished)) {
    request->DropInput();
    PoolOf(*request).OnCancelled();
    return true;
  }
  if (request->phase.load() == Request::Phase::kFinished) return false;
  Lane* lane = request->runner.load();
  if (lane == nullptr) return false;
  // Those that it makes from now on see that it was cancelled.
  const std::vector<Ref<HostCall>> calls = host_calls.OfCaller(request.get());
  if (!calls.empty()) request->told_by_host_calls.store(true);
  lane->Cancel(request);
  for (const auto& call : calls) call->Finish(HostCall::Outcome::kCancelled);
  watch_.Watch(request);
  return false;
}

void Runtime::CloseMailbox(const Ref<Mailbox>& mailbox, const std::vector<Ref<Request>>& requests) {
  for (const auto& session : sessions.OfMailbox(mailbox.get())) sessions.Close(session);
  for (const auto& request : requests) Cancel(request);
  for (const auto& call : host_calls.OfMailbox(mailbox.get())) {
    call->Finish(HostCall::Outcome::kGone);
  }
}

void Runtime::Warn(const std::string& text) {
  Ref<Session> session = sessions.Newest();
  if (session) session->mailbox->Post(new WarningMessage(text));
}

void Runtime::WarnStuck(PoolKind kind, size_t max_size, size_t queued) {
  static constexpr const char* kNames[kPoolKinds] = {"home", "work", "asyncHome", "asyncWork"};
  if (warned_stuck_.exchange(true)) return;
  Warn(
      "all " + std::to_string(max_size) + " lanes of the pool '" + kNames[static_cast<int>(kind)] +
      "' wait in callbacks while " + std::to_string(queued) +
      " call(s) are queued; callbacks that wait for those calls will never end. Raise 'maxLanes'.");
}

}  // namespace pyloom
