#include "processes/process.h"

#include <algorithm>
#include <utility>

#include "processes/descriptors.h"
#include "processes/process_lane.h"
#include "processes/process_pool.h"
#include "runtime/runtime.h"

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

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

#ifdef _WIN32

bool Process::Open(Doorbell*, const ProcessOptions&, std::string* error) {
  *error = "processes are not to be had on Windows yet";
  return false;
}
bool Process::Start(ProgramStart, int, std::string*) { return false; }
void Process::HangUp() {}
std::string Process::Report() const { return ""; }

#else

namespace {

constexpr size_t kLongestReport = size_t{64} << 10;

// Run by `python -c`: imports the addon as an extension module, whose references to Node are left
// for later, that is for ever. Nothing of this stays in __main__.
constexpr char kBoot[] =
    "(lambda sys,imp,machinery,faulthandler:("
    "sys.path.pop(0) if sys.path[:1]==[''] else None,"
    "faulthandler.enable(6),"
    "sys.setdlopenflags(1),"
    "imp.create_dynamic(machinery.ModuleSpec("
    "'_pyloom_process',None,origin=[sys.argv.pop(),sys.argv.__setitem__(0,'')][0]))"
    "))(*map(__import__,('sys','_imp','_frozen_importlib','faulthandler')))";
static_assert(kReportDescriptor == 6);

void Close(int* descriptor) {
  if (*descriptor >= 0) close(std::exchange(*descriptor, -1));
}

}  // namespace

bool Process::Open(Doorbell* parents_bell, const ProcessOptions& options, std::string* error) {
  if (!link.Create(parents_bell, error) ||
      !report_.Create("pyloom-report", kLongestReport, error)) {
    return false;
  }
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

bool Process::Start(ProgramStart start, int bells, std::string* error) {
  int ends[2] = {-1, -1}, pipe_ends[2] = {-1, -1};
  if (!MakeSocketPair(ends) || !MakePipe(pipe_ends)) {
    *error = "the system refuses another socket or pipe";
    Close(&ends[0]);
    Close(&ends[1]);
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
                       {STDOUT_FILENO, STDOUT_FILENO},
                       {pipe_ends[1], STDERR_FILENO}};
  if (link.arena.out.memory() != nullptr) {
    start.descriptors.emplace_back(link.arena.out.memory()->descriptor(), kValuesDescriptor);
    start.descriptors.emplace_back(link.arena.in.memory()->descriptor(), kResultsDescriptor);
  }
  const bool started = program.Start(start, error);
  link.arena.CloseDescriptors();
  Close(&ends[1]);
  Close(&pipe_ends[1]);
  control = ends[0];
  error_output.store(pipe_ends[0]);
  if (started) {
    pid.store(program.pid());
    blocks.Open(control);
  }
  return started;
}

void Process::HangUp() {
  blocks.Close();
  Close(&control);
}

std::string Process::Report() const {
  const auto* text = reinterpret_cast<const char*>(report_.data());
  if (text == nullptr) return "";
  return std::string(text, strnlen(text, report_.size()));
}

#endif

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
#ifndef _WIN32
  Close(&control);
  int output = error_output.exchange(-1);
  Close(&output);
#endif
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
