#include "processes/process.h"

#include <algorithm>
#include <utility>

#include "platform/descriptor.h"
#include "platform/pipe.h"
#include "processes/descriptors.h"
#include "processes/process_lane.h"
#include "processes/process_pool.h"
#include "runtime/runtime.h"

namespace pyloom {

void RemoteSpace::Nudge() noexcept {
  if (!references.has_released()) return;
  Ref<Process> process;
  {
    std::lock_guard lock(mutex_);
    process = process_;
  }
  for (const uint64_t handle : references.TakeReleased()) {
    if (process) Letter(ToChild::kRelease).Raw(handle).SendTo(process->link.out);
  }
}

const ProcessPool* RemoteSpace::pool() {
  std::lock_guard lock(mutex_);
  return process_ ? &process_->lane.processes : nullptr;
}

void RemoteSpace::End() {
  Ref<Process> process;
  {
    std::lock_guard lock(mutex_);
    process = std::exchange(process_, nullptr);
  }
}

namespace {

// Run by `python -c`: imports the addon as an extension module, whose references to Node are left
// for later, that is for ever. Nothing of this stays in __main__. Windows has no setdlopenflags:
// there such references are resolved as they are followed. Its pipes are not UTF-8, which whoever
// reads stderr here takes it for.
constexpr char kBoot[] =
    "(lambda sys,imp,machinery,faulthandler:("
    "sys.path.pop(0) if sys.path[:1]==[''] else None,"
    "faulthandler.enable(6),"
    "getattr(sys,'setdlopenflags',bool)(1),"
    "sys.stderr.reconfigure(encoding='utf-8') if sys.platform=='win32' else None,"
    "imp.create_dynamic(machinery.ModuleSpec("
    "'_pyloom_process',None,origin=[sys.argv.pop(),sys.argv.__setitem__(0,'')][0]))"
    "))(*map(__import__,('sys','_imp','_frozen_importlib','faulthandler')))";
static_assert(kReportDescriptor == 6);

}  // namespace

bool Process::Open(Doorbell* parents_bell, const ProcessOptions& options, std::string* error) {
  if (!link.Create(parents_bell, error) || !report_.Create(error)) return false;
  // Not out of the addresses that the user allows it.
  const bool is_bounded = std::any_of(options.limits.begin(), options.limits.end(),
                                      [](const auto& limit) { return limit.first == "as"; });
  const bool has_arena = !is_bounded && link.arena.Create();
  space = new RemoteSpace(this);
  Runtime::Get().AddSpace(space);
  most_slots = Link::kSlots;
  Letter(ToChild::kStart)
      .Text(options.python_folder)
      .Text(options.folder)
      .Raw(space->number)
      .Raw(static_cast<uint8_t>(has_arena ? 1 : 0))
      .SendTo(link.out);
  return true;
}

bool Process::Start(ProgramStart start, int bells, Doorbell& parents_bell, std::string* error) {
  int ends[2] = {-1, -1}, pipe_ends[2] = {-1, -1};
  if (!MakeSocketPair(ends) || !MakePipe(pipe_ends)) {
    *error = "the system refuses another socket or pipe";
    CloseDescriptor(&ends[0]);
    CloseDescriptor(&ends[1]);
    return false;
  }
  // In this order, by which it writes its own number there.
  const std::string addon = start.arguments.front();
  start.arguments = {"-c", kBoot, addon};
  start.descriptors = {{link.descriptor(), kLinkDescriptor},
                       {bells, kBellDescriptor},
                       {ends[1], kControlDescriptor},
                       {report_.descriptor(), kReportDescriptor},
                       // libuv has programs that Node starts inherit none of its own.
                       {StandardOutput(), kOutputDescriptor},
                       {pipe_ends[1], kErrorDescriptor}};
  if (parents_bell.descriptor() != -1) {
    start.descriptors.emplace_back(parents_bell.descriptor(), kParentsBellDescriptor);
    start.descriptors.emplace_back(link.childs_bell().descriptor(), kChildsBellDescriptor);
  }
  if (link.arena.out.memory() != nullptr) {
    start.descriptors.emplace_back(link.arena.out.memory()->descriptor(), kValuesDescriptor);
    start.descriptors.emplace_back(link.arena.in.memory()->descriptor(), kResultsDescriptor);
  }
  const bool started = program.Start(start, error);
  link.arena.CloseDescriptors();
  CloseDescriptor(&ends[1]);
  CloseDescriptor(&pipe_ends[1]);
  control = ends[0];
  error_output.store(pipe_ends[0]);
  if (started) {
    pid.store(program.pid());
    blocks.Open({control, program.end_descriptor()});
  }
  return started;
}

void Process::HangUp() {
  blocks.Close();
  CloseDescriptor(&control);
}

uint32_t Process::TakeSlot() {
  if (free_slots.empty()) {
    slots.emplace_back();
    return static_cast<uint32_t>(slots.size() - 1);
  }
  const uint32_t slot = free_slots.back();
  free_slots.pop_back();
  return slot;
}

Process::~Process() {
  CloseDescriptor(&control);
  int output = error_output.exchange(-1);
  CloseDescriptor(&output);
}

void Process::Hold(const IncomingAttachments& attachments) {
  if (attachments.held.empty()) return;
  std::lock_guard lock(held_mutex_);
  for (const auto& value : attachments.held) held_.emplace(value->id, value);
}

void Process::LetGo(uint32_t id) {
  decltype(held_)::node_type freed;  // without the mutex: it tells its mailbox
  std::lock_guard lock(held_mutex_);
  const auto found = held_.find(id);
  if (found != held_.end()) freed = held_.extract(found);
}

void Process::LetGoOfAll() {
  decltype(held_) freed;
  std::lock_guard lock(held_mutex_);
  freed.swap(held_);
}

}  // namespace pyloom
