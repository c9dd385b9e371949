// The entry of a process that runs Python for another one: an ordinary `python` imports this addon,
// whose references to Node are never followed there, and the import does not return.
//
// Threads: the main thread stays Python's; one waits for the end of the parent; one reads the ring;
// lanes and loops are the runtime's. The parent's end, however it comes, is the end of the socket,
// and of this process.

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#endif

#include <string>

#include "base/inlet.h"
#include "base/thread.h"
#include "link/link.h"
#include "module/core_module.h"
#include "processes/child_calls.h"
#include "processes/descriptors.h"
#include "python/owned.h"
#include "runtime/runtime.h"

namespace pyloom {
namespace {

#ifndef _WIN32

class ChildReader final : public Inlet {
 public:
  ChildReader(Link& link, ChildCalls& calls) : link_(link), calls_(calls) {}

  void BeginWatch() override { link_.childs_bell().BeginWatch(); }
  void Look() override {
    if (HasWork()) Read();
  }
  void EndWatch() override {
    link_.childs_bell().EndWatch();
    // Also what comes while somebody else reads, who may be ending a watch as well.
    while (HasWork()) Read();
  }

  // For good: what comes while nobody watches.
  void Run() {
    Doorbell& bell = link_.childs_bell();
    for (;;) {
      // What rings from here on is not slept through.
      const uint32_t rings = bell.rings();
      link_.out.Drain();
      if (HasWork()) {
        Read();
      } else {
        bell.Sleep(rings);
      }
    }
  }

 private:
  bool HasWork() const { return link_.in.HasData() || calls_.HasKept(); }

  void Read() {
    const auto reading =
        link_.in.Read([this](const uint8_t* bytes, size_t size) { calls_.Handle(bytes, size); },
                      [this] { calls_.Submit(); });
    if (reading == Inflow::Reading::kBroken) _exit(kBrokenRing);
  }

  static constexpr int kBrokenRing = 70;
  Link& link_;
  ChildCalls& calls_;
};

[[noreturn]] void Fail(const std::string& what) {
  fprintf(stderr, "pyloom: %s\n", what.c_str());
  _exit(1);
}

// Until the other end is gone.
void WaitForEnd() {
  char byte = 0;
  for (;;) {
    const ssize_t got = read(kControlDescriptor, &byte, 1);
    if (got == 0 || (got < 0 && errno != EINTR)) return;
  }
}

// Programs that this one starts have nothing to do with what it got from its parent.
void KeepDescriptors() {
  for (int each = kFirstDescriptor; each <= kLastDescriptor; ++each) {
    fcntl(each, F_SETFD, FD_CLOEXEC);
  }
}

// Other libraries are loaded as Python loads them.
void ResetLoading() {
  constexpr int kResolveAtOnce = 2;  // RTLD_NOW
  PyObject* set_flags = py.PySys_GetObject("setdlopenflags");
  PyOwned arguments(py.PyTuple_New(1));
  py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(kResolveAtOnce));
  if (!PyOwned(py.PyObject_CallObject(set_flags, arguments.get()))) py.PyErr_Clear();
}

[[noreturn]] void Run() {
  KeepDescriptors();
  static SharedMemory bells;
  static Link link;
  std::string error;
  if (!bells.Adopt(kBellDescriptor, &error)) Fail(error);
  auto* const parents_bell = reinterpret_cast<Doorbell*>(bells.data());
  if (!link.Adopt(kLinkDescriptor, parents_bell, &error)) Fail(error);

  RuntimeOptions options;
  std::string folder;
  uint32_t number = 0;
  // The first letter, which was written before this process began. Others may be behind it.
  Runtime& runtime = Runtime::Get();
  static ChildCalls calls(runtime, link);
  const bool started = link.in.ReadOne([&](const uint8_t* bytes, size_t size) {
    LetterReader letter(bytes, size);
    letter.Raw<ToChild>();
    options.python_folder = letter.Text();
    folder = letter.Text();
    number = letter.Raw<uint32_t>();
  });
  if (!started) Fail("the parent process said nothing");
  if (!folder.empty() && chdir(folder.c_str()) != 0) {
    Fail(folder + ": " + strerror(errno));  // NOLINT(concurrency-mt-unsafe)
  }
  options.isolate_libraries = false;
  options.install = [](Interpreter* interpreter) {
    ResetLoading();
    return InstallCoreModule(interpreter);
  };
  error = runtime.Adopt(options, number);
  if (!error.empty()) Fail(error);

  static ChildReader reader(link, calls);
  Inlet::of_lanes.store(&reader);
  constexpr size_t kStackSize = size_t{1} << 20;
  if (!StartThread(kStackSize, [] { reader.Run(); })) Fail("the system refuses another thread");
  const bool watched = StartThread(kStackSize, [] {
    WaitForEnd();
    Runtime::Get().Exit();
    _exit(0);
  });
  if (!watched) Fail("the system refuses another thread");
  runtime.StayMainThread();
}

#endif

}  // namespace
}  // namespace pyloom

#ifndef _WIN32

// Called by Python's import, with the GIL.
extern "C" __attribute__((visibility("default"))) void* PyInit__pyloom_process() { pyloom::Run(); }

#endif
