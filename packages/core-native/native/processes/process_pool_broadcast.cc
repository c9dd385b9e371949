// What every process of a pool gets.

#include <algorithm>
#include <utility>

#include "base/out_of_memory.h"
#include "processes/everywhere.h"
#include "processes/process_pool.h"
#include "runtime/call.h"
#include "runtime/runtime.h"

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
  if (closed_) return refused_.push_back({call, "The client is closed", nullptr});
  // Those that start later get what is remembered as they start.
  ProcessLane& first = *lanes_.front();
  if (!first.process) StartProcess(first);
  std::vector<Ref<Process>> others;
  for (ProcessLane* lane : lanes_) {
    if (lane != &first && lane->process) others.push_back(lane->process);
  }
  if (!key.empty()) {
    std::erase_if(told_, [&](const Told& each) { return each.key == key; });
    told_.push_back({key, "", call->CopyForBroadcast()});
  }
  Ref<Everywhere> whole = new Everywhere(*this, call, key, std::move(others));
  CallIn(first, whole);
  Dispatch();
}

void ProcessPool::CallIn(ProcessLane& lane, const Ref<Everywhere>& whole) {
  lane.queue.push_back(whole->NewPart());
}

void ProcessPool::CallInOthers(const Ref<Everywhere>& whole) {
  Scope scope(this);
  for (const auto& process : whole->others) {
    if (process->lane.process == process) CallIn(process->lane, whole);
  }
  Dispatch();
}

void ProcessPool::Forget(const std::string& key) {
  std::lock_guard lock(mutex_);
  std::erase_if(told_, [&](const Told& each) { return each.key == key; });
  for (const ProcessLane* lane : lanes_) {
    if (lane->process) Letter(ToChild::kForget).Text(key).SendTo(lane->process->link.out);
  }
}

void ProcessPool::Tell(const std::string& key, const Letter& letter) {
  std::lock_guard lock(mutex_);
  std::erase_if(told_, [&](const Told& each) { return each.key == key; });
  told_.push_back({key, letter.Copy(), nullptr});
  for (const ProcessLane* lane : lanes_) {
    if (lane->process) letter.SendTo(lane->process->link.out);
  }
}

}  // namespace pyloom
