// The entry of a process that runs Python for another one: an ordinary `python` imports this addon,
// whose references to Node are never followed there, and the import does not return.
//
// Threads: the main thread stays Python's; one waits for the end of the parent; one reads the ring;
// lanes and loops are the runtime's. The parent's end, however it comes, is the end of the socket,
// and of this process.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "base/inlet.h"
#include "base/thread.h"
#include "convert/outgoing_memory.h"
#include "link/link.h"
#include "module/core_module.h"
#include "platform/group_signals.h"
#include "platform/inherited_descriptors.h"
#include "platform/working_folder.h"
#include "processes/child_blocks.h"
#include "processes/child_calls.h"
#include "processes/descriptors.h"
#include "python/owned.h"
#include "runtime/runtime.h"

namespace pyloom {
namespace {

class ChildReader final : public Inlet {
 public:
  ChildReader(Link& link, ChildCalls& calls) : link_(link), calls_(calls) {}

  void BeginWatch() override { link_.childs_bell().BeginWatch(); }
  void Look() override {
    if (HasWork()) Read();
  }
  void EndWatch() override {
    link_.childs_bell().EndWatch();
    // What has come since rang no bell. What comes on and on is for the thread that sleeps on it.
    Look();
    if (HasWork()) link_.childs_bell().RingAnyway();
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
    const auto reading = link_.in.Read(
        [this](const uint8_t* bytes, size_t size, std::shared_ptr<void> owner) {
          return calls_.Handle({bytes, size, std::move(owner), &link_});
        },
        [this] { calls_.Submit(); });
    if (reading == Inflow::Reading::kBroken) std::_Exit(kBrokenRing);
  }

  static constexpr int kBrokenRing = 70;
  Link& link_;
  ChildCalls& calls_;
};

[[noreturn]] void Fail(const std::string& what) {
  fprintf(stderr, "pyloom: %s\n", what.c_str());
  std::_Exit(1);
}

// Other libraries are loaded as Python loads them.
void ResetLoading() {
  constexpr int kResolveAtOnce = 2;  // RTLD_NOW
  PyObject* set_flags = py.PySys_GetObject("setdlopenflags");
  if (set_flags == nullptr) return;  // on Windows
  PyOwned arguments(py.PyTuple_New(1));
  py.PyTuple_SetItem(arguments.get(), 0, py.PyLong_FromLongLong(kResolveAtOnce));
  if (!PyOwned(py.PyObject_CallObject(set_flags, arguments.get()))) py.PyErr_Clear();
}

[[noreturn]] void Run() {
  // Programs that this one starts have nothing to do with what it got from its parent.
  KeepInheritedDescriptors(kFirstDescriptor, kLastDescriptor);
  BeginGroupSignals();
  static SharedMemory bells;
  static Doorbell parents_bell;
  static Link link;
  std::string error;
  if (!bells.Adopt(InheritedDescriptor(kBellDescriptor), &error)) Fail(error);
  parents_bell.Adopt(reinterpret_cast<DoorbellState*>(bells.data()),
                     InheritedDescriptor(kParentsBellDescriptor));
  if (!link.Adopt(InheritedDescriptor(kLinkDescriptor), InheritedDescriptor(kChildsBellDescriptor),
                  &parents_bell, &error)) {
    Fail(error);
  }

  RuntimeOptions options;
  std::string folder;
  uint32_t number = 0;
  bool has_arena = false;
  // The first letter, which was written before this process began. Others may be behind it.
  Runtime& runtime = Runtime::Get();
  static ChildBlocks blocks(InheritedDescriptor(kControlDescriptor), link.out);
  link.blocks = &blocks;
  static constexpr SharedBlock::Keeper kKeeper = {
      [](SharedBlock& block) { blocks.OnMade(block); },
      [](SharedBlock& block) { blocks.OnLetGo(block); },
  };
  SharedBlock::KeptBy(&kKeeper);
  static ChildCalls calls(runtime, link, blocks);
  const bool started = link.in.ReadOne([&](const uint8_t* bytes, size_t size) {
    LetterReader letter(bytes, size);
    letter.Raw<ToChild>();
    options.python_folder = letter.Text();
    folder = letter.Text();
    number = letter.Raw<uint32_t>();
    has_arena = letter.Raw<uint8_t>() != 0;
  });
  if (!started) Fail("the parent process said nothing");
  if (has_arena) {
    if (!link.arena.Adopt(InheritedDescriptor(kValuesDescriptor),
                          InheritedDescriptor(kResultsDescriptor), &error)) {
      Fail(error);
    }
    PlaceCopiesIn(&link.arena.out);
  }
  if (!folder.empty() && !EnterFolder(folder, &error)) Fail(error);
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
    while (blocks.Receive()) continue;
    Runtime::Get().Exit();
    std::_Exit(0);
  });
  if (!watched) Fail("the system refuses another thread");
  EndGroupSignals();
  runtime.StayMainThread();
}

}  // namespace
}  // namespace pyloom

#ifdef _WIN32
#define PYLOOM_EXPORTED __declspec(dllexport)
#else
#define PYLOOM_EXPORTED __attribute__((visibility("default")))
#endif

// Called by Python's import, with the GIL.
extern "C" PYLOOM_EXPORTED void* PyInit__pyloom_process() { pyloom::Run(); }
