// The main interpreter, or a sub-interpreter with a GIL of its own. Created on the runtime's
// control thread, never destroyed: destroying one gives almost no memory back (1.6 to 2.9 MB lost
// each, measured).
//
// Threads: the fields are written before the first lane starts there and read-only afterwards,
// except where noted.
#ifndef PYLOOM_RUNTIME_INTERPRETER_H_
#define PYLOOM_RUNTIME_INTERPRETER_H_

#include <memory>
#include <string>

#include "convert/object_space.h"

namespace pyloom {

class Interrupter;
class Keeper;
class Runtime;
class ThreadPool;

class Interpreter final : public ObjectSpace {
 public:
  // `pool` is where its lanes are; the main interpreter's are in two, of which it is the first.
  Interpreter(uint32_t id, ThreadPool& pool);
  ~Interpreter() override;

  ThreadPool& pool;
  Runtime& runtime;
  PyInterpreterState* state = nullptr;
  PyThreadState* control_state =
      nullptr;  // of the control thread; of the main interpreter the runtime has it
  std::unique_ptr<Interrupter> interrupter;
  std::unique_ptr<Keeper> keeper;
  // What the runtime remembers has been run here: calls for every interpreter come here, too.
  // Guarded by the runtime's mutex, as is the number of the last of those.
  bool introduced = false;
  uint64_t introduced_to = 0;

  void Nudge() noexcept override;

  // Puts the module `_pyloom_core` into this interpreter.
  using Install = bool (*)(Interpreter* interpreter);

  // Makes this interpreter ready for lanes, on the control thread, with its GIL. False with
  // `error`.
  bool Boot(const std::string& python_folder, bool isolate_libraries, Install install,
            std::string* error);

  // Every object space is an interpreter.
  static Interpreter* Of(ObjectSpace* space) { return static_cast<Interpreter*>(space); }
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_INTERPRETER_H_
