// What every process of a pool gets.

#include <algorithm>
#include <utility>

#include "base/out_of_memory.h"
#include "processes/everywhere.h"
#include "processes/process_pool.h"
#include "runtime/runtime.h"
#include "runtime/write_error.h"

namespace pyloom {

Ref<Request> Everywhere::NewPart() {
  Ref<Request> part = call_->CopyForBroadcast();
  part->mailbox = this;
  part->everywhere = true;
  std::lock_guard lock(mutex_);
  ++parts_;
  return part;
}

void Everywhere::Post(Ref<Message> message) noexcept {
  const AllocationsMayFail vital(false);
  if (message->type != Message::Type::kResult) return;
  auto& part = static_cast<Request&>(*message);
  bool was_first = false;
  {
    std::lock_guard lock(mutex_);
    was_first = std::exchange(is_first_, false);
    if (part.status != Request::Status::kOk && (was_first || key_.empty()) &&
        call_->status == Request::Status::kOk) {
      call_->status = part.status;
      call_->result = std::move(part.result);
      call_->outgoing = std::move(part.outgoing);
    }
  }
  if (!was_first && !key_.empty() && part.status == Request::Status::kPythonError) {
    pool_.runtime.Warn("'" + key_ + "' failed in a process: " + ErrorSummary(part));
  }
  if (was_first && part.status == Request::Status::kOk) pool_.CallInOthers(this);
  bool last = false;
  {
    std::lock_guard lock(mutex_);
    last = --parts_ == 0;
  }
  if (last) Finish();
}

void Everywhere::Finish() {
  if (call_->status == Request::Status::kOk) call_->result.Nil();
  auto queued = Request::Phase::kQueued;
  if (call_->phase.compare_exchange_strong(queued, Request::Phase::kFinished)) {
    call_->mailbox->Post(call_);
  }
}

void ProcessPool::CallEverywhere(const Ref<Request>& call, const std::string& key) {
  Scope scope(this);
  if (closed_) return refused_.push_back({call, kClosed, nullptr});
  if (!session_->is_remote) return CallInThreadsFirst(call, key);
  // Those that start later get what is remembered as they start.
  ProcessLane& first = *lanes_.front();
  if (!first.process) StartProcess(first);
  std::vector<Ref<Process>> others;
  ForEachLane([&](const ProcessLane& lane) {
    if (&lane != &first && lane.process) others.push_back(lane.process);
  });
  if (!key.empty()) {
    std::erase_if(told_, [&](const Told& each) { return each.key == key; });
    told_.push_back({key, "", call->CopyForBroadcast()});
  }
  Ref<Everywhere> whole = new Everywhere(*this, call, key, std::move(others), false);
  CallIn(first, whole);
  Dispatch();
}

// Processes that start from now on get what is remembered as they start.
void ProcessPool::CallInThreadsFirst(const Ref<Request>& call, const std::string& key) {
  if (beside_threads_.load() == 0) return runtime.CallEverywhere(call, key);
  Ref<Everywhere> whole = new Everywhere(*this, call, key, {}, true);
  const Ref<Request> part = whole->NewPart();
  runtime.CallEverywhere(part, key);
  call->broadcast = part->broadcast;  // to be cancelled there
}

void ProcessPool::CallIn(ProcessLane& lane, const Ref<Everywhere>& whole) {
  lane.queue.push_back(whole->NewPart());
}

void ProcessPool::CallInOthers(const Ref<Everywhere>& whole) {
  if (!whole->begins_in_threads) {
    Scope scope(this);
    for (const auto& process : whole->others) {
      if (process->lane.process == process) CallIn(process->lane, whole);
    }
    return Dispatch();
  }
  if (!whole->is_remembered()) return CallBesideThreads(whole);
  // What holds for the threads holds for the processes of all clients that have threads, too.
  for (ProcessPool* each : All()) each->CallBesideThreads(whole);
}

// This client may have been closed meanwhile.
void ProcessPool::CallBesideThreads(const Ref<Everywhere>& whole) {
  Scope scope(this);
  if (closed_ || !session_ || session_->is_remote) return;
  ForEachLane([&](ProcessLane& lane) {
    // What is not remembered is nothing to one that has not run anything yet.
    if (lane.process && (lane.process->ready || whole->is_remembered())) CallIn(lane, whole);
  });
  Dispatch();
}

void ProcessPool::Forget(const std::string& key) {
  std::lock_guard lock(mutex_);
  std::erase_if(told_, [&](const Told& each) { return each.key == key; });
  ForEachLane([&](const ProcessLane& lane) {
    if (lane.process) Letter(ToChild::kForget).Text(key).SendTo(lane.process->link.out);
  });
}

void ProcessPool::Tell(const std::string& key, const Letter& letter) {
  std::lock_guard lock(mutex_);
  std::erase_if(told_, [&](const Told& each) { return each.key == key; });
  told_.push_back({key, letter.Copy(), nullptr});
  ForEachLane([&](const ProcessLane& lane) {
    if (lane.process) letter.SendTo(lane.process->link.out);
  });
}

void ProcessPool::Untell(const std::string& key, const Letter& letter) {
  Tell(key, letter);
  std::lock_guard lock(mutex_);
  std::erase_if(told_, [&](const Told& each) { return each.key == key; });
}

}  // namespace pyloom
