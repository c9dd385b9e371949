// What the processes of a pool write.

#include <utility>

#include "platform/cpu.h"
#include "processes/process_events.h"
#include "processes/process_pool.h"
#include "runtime/item_message.h"
#include "runtime/runtime.h"

namespace pyloom {

bool ProcessPool::OnLetter(const Ref<Process>& process, LetterReader letter) {
  switch (letter.Raw<ToParent>()) {
    case ToParent::kReady: {
      std::lock_guard lock(mutex_);
      process->ready = true;
      has_run_ = true;
      if (process->lane.is_isolated) KeepWarm();
      TellStart(*session_, *process);
      return letter.sound();
    }
    case ToParent::kResult:
      return OnResult(*process, letter);
    case ToParent::kItem:
      return OnItem(*process, letter);
    case ToParent::kHostCall:
      return OnHostCall(process, letter);
    case ToParent::kEvent:
      return OnEvent(letter);
    case ToParent::kRelease:
      process->LetGo(letter.Raw<uint32_t>());
      return letter.sound();
    case ToParent::kHostCallEnded:
      return OnHostCallEnded(*process, letter);
    case ToParent::kBlockUnused: {
      const auto number = letter.Raw<uint64_t>();
      process->blocks.OnUnused(number, letter.Raw<uint64_t>());
      return letter.sound();
    }
    case ToParent::kNative:
      return OnNative(*process, letter);
    case ToParent::kWarning: {
      std::string text(letter.Text());
      if (!letter.sound()) return false;
      session_->mailbox->Post(new WarningMessage(std::move(text)));
      return true;
    }
  }
  return false;
}

bool ProcessPool::OnEvent(LetterReader& letter) {
  const auto kind = letter.Raw<EventKind>();
  WireWriter value;
  Assign(&value, letter.Value());
  if (!letter.sound() || static_cast<int>(kind) >= kPythonsEventKinds) return false;
  session_->PushEvent(kind, std::move(value));
  return true;
}

namespace {

void Note(RemoteSpace& space, const OutgoingAttachments& attachments) {
  for (const uint64_t handle : attachments.references) space.references.Note(handle);
}

}  // namespace

bool ProcessPool::OnResult(Process& process, LetterReader& letter) {
  const auto slot = letter.Raw<uint32_t>();
  const auto status = letter.Raw<Request::Status>();
  const auto waited = letter.Raw<uint64_t>();
  const std::string_view value = letter.Value();
  OutgoingAttachments outgoing = letter.Outgoing(process.space);
  if (!letter.sound()) return false;
  Note(*process.space, outgoing);
  Ref<Request> request;
  {
    std::lock_guard lock(mutex_);
    // The others are not for a process to tell.
    const bool known = status <= Request::Status::kInterrupted;
    if (!known && process.RequestAt(slot) != nullptr) return false;
    process.last_heard = NowNanoseconds();
    request = FreeSlot(process, slot);
    if (request) NoteTime(process);
  }
  if (!request) {  // taken back
    outgoing.GiveUpReferences();
    return true;
  }
  process.lane.completed.fetch_add(1, std::memory_order_relaxed);
  request->status = status;
  request->waited = waited;
  Assign(&request->result, value);
  request->outgoing = std::move(outgoing);
  request->phase.store(Request::Phase::kFinished);
  request->Deliver();
  return true;
}

Ref<Request> ProcessPool::RequestIn(Process& process, uint32_t slot) {
  std::lock_guard lock(mutex_);
  return slot < process.slots.size() ? process.slots[slot].request : nullptr;
}

bool ProcessPool::OnItem(Process& process, LetterReader& letter) {
  const Ref<Request> request = RequestIn(process, letter.Raw<uint32_t>());
  const std::string_view value = letter.Value();
  OutgoingAttachments outgoing = letter.Outgoing(process.space);
  if (!letter.sound()) return false;
  Note(*process.space, outgoing);
  if (!request) {
    outgoing.GiveUpReferences();
    return true;
  }
  Ref<ItemMessage> item = new ItemMessage(request);
  Assign(&item->value, value);
  item->outgoing = std::move(outgoing);
  request->mailbox->Post(std::move(item));
  return true;
}

void ProcessPool::EndWait(Process& process, const Ref<Request>& caller) {
  std::lock_guard lock(mutex_);
  // It may have ended, and be another process's by now.
  if (process.RequestAt(caller->slot) != caller.get()) return;
  Process::Slot& slot = process.slots[caller->slot];
  if (slot.waits == 0) return;
  --slot.waits;
  if (slot.waits == 0 && !slot.on_loop) ++process.active;
}

bool ProcessPool::OnHostCall(const Ref<Process>& process, LetterReader& letter) {
  const auto slot = letter.Raw<uint32_t>();
  const auto theirs = letter.Raw<uint64_t>();
  Ref<HostCall> call = new HostCall();
  call->function = letter.Raw<uint32_t>();
  call->has_keywords = letter.Raw<uint8_t>() != 0;
  Assign(&call->arguments, letter.Value());
  call->outgoing = letter.Outgoing(process->space);
  if (!letter.sound()) return false;
  Note(*process->space, call->outgoing);
  call->session = session_->id;
  call->nest_elsewhere = [this, process](const Ref<Request>& request) {
    return Nest(process, request);
  };
  call->on_finished = [this, process, theirs, raw = call.get()] {
    const Ref<HostCall> finished(raw);
    runtime.host_calls.Remove(finished->token);
    {
      std::lock_guard lock(mutex_);
      process->host_calls.erase(finished->token);
    }
    if (finished->caller) EndWait(*process, finished->caller);
    process->Hold(finished->reply_attachments);
    Letter(ToChild::kReply)
        .Raw(theirs)
        .Raw(finished->outcome())
        .Value(finished->reply())
        .Attach(finished->reply_attachments, process->link)
        .SendTo(process->link.out);
  };
  {
    std::lock_guard lock(mutex_);
    if (slot < process->slots.size()) call->caller = process->slots[slot].request;
    if (call->caller && process->slots[slot].waits++ == 0 && !process->slots[slot].on_loop) {
      --process->active;
    }
  }
  // Of a call that keeps its thread waiting, its own.
  call->mailbox = call->caller ? call->caller->mailbox : session_->mailbox;
  runtime.host_calls.Add(call);
  {
    std::lock_guard lock(mutex_);
    if (call->HasWaiter()) process->host_calls.emplace(call->token, theirs);
  }
  if (call->caller && call->caller->cancelled.load()) {
    call->Finish(HostCall::Outcome::kCancelled);
  } else {
    call->mailbox->Post(call);
  }
  return true;
}

bool ProcessPool::OnHostCallEnded(Process& process, LetterReader& letter) {
  const auto theirs = letter.Raw<uint64_t>();
  if (!letter.sound()) return false;
  uint64_t ours = 0;
  {
    std::lock_guard lock(mutex_);
    for (const auto& each : process.host_calls) {
      if (each.second == theirs) ours = each.first;
    }
  }
  if (const Ref<HostCall> call = runtime.host_calls.Find(ours)) call->GiveUp();
  return true;
}

namespace {

int Append(void* sink, const uint8_t* bytes, size_t length) {
  static_cast<WireWriter*>(sink)->Append(bytes, length);
  return 0;
}

}  // namespace

// Here and now: such functions take no longer than a lock is held.
bool ProcessPool::OnNative(Process& process, LetterReader& letter) {
  const auto token = letter.Raw<uint64_t>();
  const std::string name(letter.Text());
  // A copy: what is checked is not to change before it is used.
  WireWriter arguments = WireWriter::Unlimited();
  Assign(&arguments, letter.Value());
  if (!letter.sound()) return false;
  WireWriter value = WireWriter::Unlimited();
  const pyloom_native_output output{&value, Append};
  pyloom_native_status status = PYLOOM_NATIVE_TYPE_ERROR;
  if (const auto function = session_->FindNativeFunction(name)) {
    status = function->Invoke(arguments.data(), arguments.size(), &output);
  }
  Letter(ToChild::kNativeReply)
      .Raw(token)
      .Raw(static_cast<uint8_t>(status))
      .Value(value)
      .SendTo(process.link.out);
  return true;
}

}  // namespace pyloom
