// What the processes of a pool write.

#include <utility>

#include "processes/process_pool.h"
#include "runtime/item_message.h"
#include "runtime/runtime.h"

namespace pyloom {

void ProcessPool::OnLetter(const Ref<Process>& process, const uint8_t* bytes, size_t size) {
  LetterReader letter(bytes, size);
  switch (letter.Raw<ToParent>()) {
    case ToParent::kReady: {
      std::lock_guard lock(mutex_);
      process->ready = true;
      has_run_ = true;
      return;
    }
    case ToParent::kResult:
      return OnResult(*process, letter);
    case ToParent::kItem:
      return OnItem(*process, letter);
    case ToParent::kHostCall:
      return OnHostCall(process, letter);
    case ToParent::kEvent: {
      const auto kind = letter.Raw<EventKind>();
      WireWriter value;
      Assign(&value, letter.Value());
      if (static_cast<int>(kind) < kEventKinds) session_->PushEvent(kind, std::move(value));
      return;
    }
    case ToParent::kRelease:
      return process->LetGo(letter.Raw<uint32_t>());
    case ToParent::kNative:
      return OnNative(*process, letter);
    case ToParent::kWarning:
      session_->mailbox->Post(new WarningMessage(std::string(letter.Text())));
      return;
  }
}

namespace {

void Note(RemoteSpace& space, const OutgoingAttachments& attachments) {
  for (const uint64_t handle : attachments.references) space.references.Note(handle);
}

}  // namespace

void ProcessPool::OnResult(Process& process, LetterReader& letter) {
  const auto slot = letter.Raw<uint32_t>();
  const auto status = letter.Raw<Request::Status>();
  const auto waited = letter.Raw<uint64_t>();
  const std::string_view value = letter.Value();
  OutgoingAttachments outgoing = letter.Outgoing(process.space);
  Note(*process.space, outgoing);
  Ref<Request> request;
  {
    std::lock_guard lock(mutex_);
    request = FreeSlot(process, slot);
    NoteTime(process);
  }
  if (!request) return outgoing.GiveUpReferences();  // taken back
  process.lane.completed.fetch_add(1, std::memory_order_relaxed);
  request->status = status;
  request->waited = waited;
  Assign(&request->result, value);
  request->outgoing = std::move(outgoing);
  request->phase.store(Request::Phase::kFinished);
  request->Deliver();
}

Ref<Request> ProcessPool::RequestIn(Process& process, uint32_t slot) {
  std::lock_guard lock(mutex_);
  return slot < process.slots.size() ? process.slots[slot].request : nullptr;
}

void ProcessPool::OnItem(Process& process, LetterReader& letter) {
  const Ref<Request> request = RequestIn(process, letter.Raw<uint32_t>());
  const std::string_view value = letter.Value();
  OutgoingAttachments outgoing = letter.Outgoing(process.space);
  Note(*process.space, outgoing);
  if (!request) return outgoing.GiveUpReferences();
  Ref<ItemMessage> item = new ItemMessage(request);
  Assign(&item->value, value);
  item->outgoing = std::move(outgoing);
  request->mailbox->Post(std::move(item));
}

void ProcessPool::EndWait(Process& process, const Ref<Request>& caller) {
  std::lock_guard lock(mutex_);
  Process::Slot& slot = process.slots[caller->slot];
  if (slot.request == caller && --slot.waits == 0 && !slot.on_loop) ++process.active;
}

void ProcessPool::OnHostCall(const Ref<Process>& process, LetterReader& letter) {
  const auto slot = letter.Raw<uint32_t>();
  const auto theirs = letter.Raw<uint64_t>();
  Ref<HostCall> call = new HostCall();
  call->function = letter.Raw<uint32_t>();
  call->has_keywords = letter.Raw<uint8_t>() != 0;
  Assign(&call->arguments, letter.Value());
  call->outgoing = letter.Outgoing(process->space);
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
        .Beside(finished->reply_attachments)
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
    return;
  }
  call->mailbox->Post(call);
}

namespace {

int Append(void* sink, const uint8_t* bytes, size_t length) {
  static_cast<WireWriter*>(sink)->Append(bytes, length);
  return 0;
}

}  // namespace

// Here and now: such functions take no longer than a lock is held.
void ProcessPool::OnNative(Process& process, LetterReader& letter) {
  const auto token = letter.Raw<uint64_t>();
  const std::string name(letter.Text());
  const std::string_view arguments = letter.Value();
  WireWriter value = WireWriter::Unlimited();
  const pyloom_native_output output{&value, Append};
  pyloom_native_status status = PYLOOM_NATIVE_TYPE_ERROR;
  if (const auto function = session_->FindNativeFunction(name)) {
    status = function->Invoke(reinterpret_cast<const uint8_t*>(arguments.data()), arguments.size(),
                              &output);
  }
  Letter(ToChild::kNativeReply)
      .Raw(token)
      .Raw(static_cast<uint8_t>(status))
      .Value(value)
      .SendTo(process.link.out);
}

}  // namespace pyloom
