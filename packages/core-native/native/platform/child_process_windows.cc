#include "platform/child_process.h"

#ifdef _WIN32
#include <algorithm>
#include <cstring>
#include <cwchar>
#include <memory>

#include "platform/descriptor.h"
#include "platform/wide_text.h"
#include "platform/windows_error.h"
#include "platform/windows_handle.h"

namespace pyloom {

namespace {

// What the others call SIGKILL; Windows has no number for it.
constexpr int kKilled = 9;

bool Fail(const std::string& what, std::string* error) {
  *error = WithLastError(what);
  return false;
}

// By the rules of the C library, which takes the line apart again.
void AppendArgument(const std::wstring& argument, std::wstring* line) {
  if (!line->empty()) *line += L' ';
  *line += L'"';
  size_t backslashes = 0;
  for (const wchar_t each : argument) {
    if (each == L'"') line->append(backslashes + 1, L'\\');
    backslashes = each == L'\\' ? backslashes + 1 : 0;
    *line += each;
  }
  line->append(backslashes, L'\\');
  *line += L'"';
}

std::wstring CommandLine(const ProgramStart& start) {
  std::wstring line;
  AppendArgument(Wide(start.executable), &line);
  for (const auto& argument : start.arguments) AppendArgument(Wide(argument), &line);
  return line;
}

// In the order that Windows wants.
std::wstring Environment(const ProgramStart& start) {
  std::vector<std::wstring> variables;
  variables.reserve(start.environment.size());
  for (const auto& each : start.environment) variables.push_back(Wide(each));
  std::sort(variables.begin(), variables.end(), [](const auto& one, const auto& other) {
    return _wcsicmp(one.c_str(), other.c_str()) < 0;
  });
  std::wstring block;
  for (const auto& each : variables) block.append(each.c_str(), each.size() + 1);
  block += L'\0';
  return block;
}

// What the program gets, as handles that are inherited for the moment, and the table by which it
// knows them: that of the C library, which takes files, pipes and consoles from there as its own
// descriptors. Everything else InheritedDescriptor finds there.
class Handed {
 public:
  explicit Handed(const ProgramStart& start) {
    handles_.push_back(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                   &inheritable_, OPEN_EXISTING, 0, nullptr));
    numbers_.push_back(0);
    for (const auto& [ours, theirs] : start.descriptors) {
      if (ours == -1) continue;
      const HANDLE self = GetCurrentProcess();
      HANDLE copy = nullptr;
      const BOOL copied =
          DuplicateHandle(self, HandleOf(ours), self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
      handles_.push_back(copied ? copy : INVALID_HANDLE_VALUE);
      numbers_.push_back(theirs);
    }
    complete_ = std::find(handles_.begin(), handles_.end(), INVALID_HANDLE_VALUE) == handles_.end();
    FillTable();
  }
  ~Handed() {
    for (const HANDLE each : handles_) {
      if (each != INVALID_HANDLE_VALUE) CloseHandle(each);
    }
  }
  Handed(const Handed&) = delete;
  Handed& operator=(const Handed&) = delete;

  bool complete() const { return complete_; }
  std::vector<HANDLE>& handles() { return handles_; }
  std::vector<BYTE>& table() { return table_; }
  HANDLE at(int number) const {
    const auto found = std::find(numbers_.begin(), numbers_.end(), number);
    return found == numbers_.end() ? nullptr : handles_[found - numbers_.begin()];
  }

 private:
  static BYTE FlagsOf(HANDLE handle) {
    constexpr BYTE kOpen = 0x01, kPipe = 0x08, kDevice = 0x40;
    switch (GetFileType(handle)) {
      case FILE_TYPE_DISK:
        return kOpen;
      case FILE_TYPE_PIPE:
        return kOpen | kPipe;
      case FILE_TYPE_CHAR:
        return kOpen | kDevice;
      default:
        return 0;  // memory or an event
    }
  }

  void FillTable() {
    const int count = *std::max_element(numbers_.begin(), numbers_.end()) + 1;
    table_.resize(sizeof count + count * (1 + sizeof(HANDLE)));
    std::memcpy(table_.data(), &count, sizeof count);
    BYTE* const flags = table_.data() + sizeof count;
    BYTE* const places = flags + count;
    for (int number = 0; number < count; ++number) {
      const HANDLE found = at(number);
      const HANDLE handle = found == nullptr ? INVALID_HANDLE_VALUE : found;
      flags[number] = found == nullptr ? BYTE{0} : FlagsOf(handle);
      std::memcpy(places + number * sizeof handle, &handle, sizeof handle);
    }
  }

  SECURITY_ATTRIBUTES inheritable_{sizeof inheritable_, nullptr, TRUE};
  std::vector<HANDLE> handles_;
  std::vector<int> numbers_;
  std::vector<BYTE> table_;
  bool complete_ = false;
};

// Nothing else of this process is inherited, and the program is in the job from the first moment.
class Attributes {
 public:
  Attributes() {
    constexpr DWORD kCount = 2;
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, kCount, 0, &size);
    memory_ = std::make_unique<char[]>(size);
    auto* const list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.get());
    if (InitializeProcThreadAttributeList(list, kCount, 0, &size)) list_ = list;
  }
  ~Attributes() {
    if (list_ != nullptr) DeleteProcThreadAttributeList(list_);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  bool Set(std::vector<HANDLE>* handles, HANDLE* job) {
    return list_ != nullptr &&
           Update(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles->data(),
                  handles->size() * sizeof(HANDLE)) &&
           Update(PROC_THREAD_ATTRIBUTE_JOB_LIST, job, sizeof *job);
  }
  LPPROC_THREAD_ATTRIBUTE_LIST list() const { return list_; }

 private:
  bool Update(DWORD_PTR attribute, void* value, SIZE_T size) {
    return UpdateProcThreadAttribute(list_, 0, attribute, value, size, nullptr, nullptr) != 0;
  }

  std::unique_ptr<char[]> memory_;
  LPPROC_THREAD_ATTRIBUTE_LIST list_ = nullptr;
};

bool SetLimit(const std::string& name, uint64_t value, JOBOBJECT_EXTENDED_LIMIT_INFORMATION* all) {
  JOBOBJECT_BASIC_LIMIT_INFORMATION& basic = all->BasicLimitInformation;
  if (name == "as" || name == "data") {
    const bool is_first = (basic.LimitFlags & JOB_OBJECT_LIMIT_PROCESS_MEMORY) == 0;
    const auto size = static_cast<SIZE_T>(std::min<uint64_t>(value, SIZE_MAX));
    all->ProcessMemoryLimit = is_first ? size : std::min(size, all->ProcessMemoryLimit);
    basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
    return true;
  }
  if (name == "cpu") {
    constexpr uint64_t kSecond = 10'000'000;  // of 100 ns
    constexpr uint64_t kMost = INT64_MAX / kSecond;
    basic.PerProcessUserTimeLimit.QuadPart =
        static_cast<LONGLONG>(std::min(value, kMost) * kSecond);
    basic.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_TIME;
    return true;
  }
  return false;
}

// -1 with `error`. What a program starts outlives it, as everywhere, but where limits hold, which
// are to hold for all of it.
int MakeJob(const ProgramStart& start, std::string* error) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  DWORD& flags = limits.BasicLimitInformation.LimitFlags;
  // Nobody is asked in a window what is to be done about a crash.
  flags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (start.limits.empty()) flags |= JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
  for (const auto& [name, value] : start.limits) {
    if (SetLimit(name, value, &limits)) continue;
    *error = "Windows has no limit '" + name + "', only 'as', 'data' and 'cpu'";
    return -1;
  }
  int job = DescriptorOf(CreateJobObjectW(nullptr, nullptr));
  if (job != -1 && SetInformationJobObject(HandleOf(job), JobObjectExtendedLimitInformation,
                                           &limits, sizeof limits)) {
    return job;
  }
  Fail("the limits of the process", error);
  CloseDescriptor(&job);
  return -1;
}

DWORD CreationFlags(const ProgramStart& start) {
  DWORD flags = EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT;
  // Which does not get Ctrl-C until it wants it.
  if (!start.held_back.empty()) flags |= CREATE_NEW_PROCESS_GROUP;
  const bool has_console = GetConsoleCP() != 0;
  return has_console ? flags : flags | CREATE_NO_WINDOW;
}

}  // namespace

ChildProcess::~ChildProcess() {
  CloseDescriptor(&end_descriptor_);
  CloseDescriptor(&job_);
}

bool ChildProcess::Start(const ProgramStart& start, std::string* error) {
  job_ = MakeJob(start, error);
  if (job_ == -1) return false;
  Handed handed(start);
  if (!handed.complete()) return Fail("a handle cannot be handed on", error);
  Attributes attributes;
  HANDLE job = HandleOf(job_);
  if (!attributes.Set(&handed.handles(), &job)) return Fail(start.executable, error);
  STARTUPINFOEXW info{};
  info.StartupInfo.cb = sizeof info;
  info.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  info.StartupInfo.hStdInput = handed.at(0);
  info.StartupInfo.hStdOutput = handed.at(1);
  info.StartupInfo.hStdError = handed.at(2);
  info.StartupInfo.lpReserved2 = handed.table().data();
  info.StartupInfo.cbReserved2 = static_cast<WORD>(handed.table().size());
  info.lpAttributeList = attributes.list();
  std::wstring line = CommandLine(start), environment = Environment(start);
  PROCESS_INFORMATION created{};
  if (!CreateProcessW(Wide(start.executable).c_str(), line.data(), nullptr, nullptr, TRUE,
                      CreationFlags(start), environment.data(), nullptr, &info.StartupInfo,
                      &created)) {
    return Fail(start.executable, error);
  }
  CloseHandle(created.hThread);
  pid_ = static_cast<int>(created.dwProcessId);
  end_descriptor_ = DescriptorOf(created.hProcess);
  return true;
}

bool ChildProcess::Ended(ProgramEnd* end) {
  if (pid_ < 0) return true;
  const HANDLE process = HandleOf(end_descriptor_);
  if (WaitForSingleObject(process, 0) != WAIT_OBJECT_0) return false;
  DWORD code = 0;
  GetExitCodeProcess(process, &code);
  if (is_killed_) {
    end->signal = kKilled;
  } else {
    end->exit_code = code;
  }
  pid_ = -1;
  return true;
}

void ChildProcess::Interrupt() {}

void ChildProcess::Kill() {
  if (pid_ > 0) is_killed_ = TerminateProcess(HandleOf(end_descriptor_), 1) || is_killed_;
}

std::string SignalName(int signal) {
  return signal == kKilled ? "SIGKILL" : "signal " + std::to_string(signal);
}

}  // namespace pyloom

#endif
