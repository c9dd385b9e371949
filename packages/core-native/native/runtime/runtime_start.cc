// How CPython is started, and its interpreters are made.

#include <algorithm>
#include <cstdlib>

#include "platform/dynamic_library.h"
#include "platform/fault_handlers.h"
#include "platform/forked_child.h"
#include "platform/own_environ.h"
#include "platform/standard_descriptors.h"
#include "python/api.h"
#include "python/c_recursion.h"
#include "python/gil.h"
#include "python/gil_state_check.h"
#include "python/initialize.h"
#include "python/start_environment.h"
#include "python/type_of.h"
#include "runtime/runtime.h"

namespace pyloom {

std::string Runtime::Start(const RuntimeOptions& options, const Ref<Mailbox>& mailbox) {
  std::unique_lock lock(mutex_);
  if (start_begun_ &&
      (options.library != options_.library || options.executable != options_.executable)) {
    return options_.description;
  }
  if (started_.load() || !start_error_.empty()) {
    Ref<StartedMessage> message = new StartedMessage();
    message->error = start_error_;
    lock.unlock();
    mailbox->Post(message);
    return "";
  }
  waiting_for_start_.push_back(mailbox);
  if (start_begun_) return "";
  start_begun_ = true;
  NoteStartEnvironment();
  options_ = options;
  lock.unlock();
  BeginStart();
  return "";
}

std::string Runtime::loaded_executable() {
  std::lock_guard lock(mutex_);
  return start_begun_ ? options_.executable : "";
}

std::string Runtime::started_description() {
  std::lock_guard lock(mutex_);
  return start_begun_ ? options_.description : "";
}

void Runtime::BeginStart() {
  WatchForks();
  // For ends that pass by JavaScript's exit handler, a program that uses Python in its worker
  // threads alone, say.
  std::atexit([] { Runtime::Get().Exit(); });
  auto started = [this](const std::string& error) {
    std::vector<Ref<Mailbox>> waiting;
    {
      std::lock_guard guard(mutex_);
      started_.store(error.empty());
      if (library_loaded_) {
        start_error_ = error;
      } else {
        start_begun_ = false;  // nothing has happened: another may be tried
      }
      waiting.swap(waiting_for_start_);
    }
    for (const auto& each : waiting) {
      Ref<StartedMessage> message = new StartedMessage();
      message->error = error;
      each->Post(message);
    }
  };
  if (!control_.Start()) return started("the system refuses another thread");
  control_.Post([this, started] { started(StartPython()); });
}

std::string Runtime::StartPython() {
  AnswerGilStateCheck();
  DynamicLibrary library;
  std::string error;
  if (!library.Open(options_.library, &error)) return error;
  library_loaded_ = true;
  if (!py.Load(library, &error)) return options_.library + " has no symbol " + error;
  if (py.Py_IsInitialized() != 0) {
    return "another addon of this process has started CPython already; pyloom must start it itself";
  }
  LetChildrenInheritStandardDescriptors();
  ShareEnviron();
  NoteFaultHandlers();
  error = InitializePython(options_.executable);
  KeepFaultHandlers();  // PYTHONFAULTHANDLER and PYTHONDEVMODE have Python set its own
  if (!error.empty()) return error;
  return MakeMainInterpreter(0);
}

std::string Runtime::MakeMainInterpreter(uint32_t number) {
  if (!MeasureTypeOffset()) return "the layout of this CPython's objects is not understood";
  MeasureCRecursion();

  std::string error;
  auto interpreter = std::make_unique<Interpreter>(0, home_);
  interpreter->state = py.PyInterpreterState_Main();
  interpreter->number = number;
  const bool booted = interpreter->Boot(options_.python_folder, options_.isolate_libraries,
                                        options_.install, &error);
  if (booted) NoteGil();
  control_state_ = py.PyEval_SaveThread();
  if (!booted) return error;
  interpreter->introduced = true;
  main_.store(interpreter.get());
  std::lock_guard lock(mutex_);
  interpreters_.push_back(std::move(interpreter));
  return "";
}

std::string Runtime::Adopt(const RuntimeOptions& options, uint32_t number) {
  {
    std::lock_guard lock(mutex_);
    start_begun_ = true;
    library_loaded_ = true;
    options_ = options;
  }
  DynamicLibrary process;
  std::string error;
  // Which the library of the stable ABI alone has not.
  if (!process.OpenLoaded("Py_RunMain", &error)) return error;
  if (!py.Load(process, &error)) return "this Python exports no " + error;
  WatchForks();
  error = MakeMainInterpreter(number);
  if (error.empty()) started_.store(true);
  return error;
}

Interpreter* Runtime::FindInterpreter(uint32_t id) {
  std::lock_guard lock(mutex_);
  auto found = std::find_if(interpreters_.begin(), interpreters_.end(),
                            [id](const auto& each) { return each->id == id; });
  return found == interpreters_.end() ? nullptr : found->get();
}

std::vector<Interpreter*> Runtime::Interpreters() {
  std::lock_guard lock(mutex_);
  std::vector<Interpreter*> all;
  all.reserve(interpreters_.size());
  for (const auto& each : interpreters_) {
    if (each->introduced) all.push_back(each.get());
  }
  return all;
}

Interpreter* Runtime::CreateInterpreter(ThreadPool& pool) {
  Interpreter* created = nullptr;
  control_.Run([this, &pool, &created] {
    std::string error;
    py.PyEval_RestoreThread(control_state_);
    if (!prepared_for_interpreters_) {
      // Without it, overlapping sub-interpreters that import datetime crash on 3.13.0 and 3.13.15.
      PyOwned datetime(py.PyImport_ImportModule("datetime"));
      if (!datetime) py.PyErr_Clear();
      prepared_for_interpreters_ = true;
    }
    static std::atomic<uint32_t> next_id{1};
    auto interpreter = std::make_unique<Interpreter>(next_id.fetch_add(1), pool);
    PyInterpreterConfig config{};
    config.allow_threads = 1;
    // Python refuses them where an interpreter may be finalised under them; none of these is.
    config.allow_daemon_threads = 1;
    config.check_multi_interp_extensions = 1;
    config.gil = kOwnGil;
    PyThreadState* state = nullptr;
    const PyStatus status = py.Py_NewInterpreterFromConfig(&state, &config);
    if (status.type != 0) {
      py.PyEval_SaveThread();
      return Warn(std::string("a sub-interpreter could not be created: ") +
                  (status.err_msg == nullptr ? "no reason given" : status.err_msg));
    }
    // From here on the new interpreter's GIL is held, the main one's is not.
    interpreter->state = py.PyThreadState_GetInterpreter(state);
    interpreter->control_state = state;
    const bool booted = interpreter->Boot(options_.python_folder, options_.isolate_libraries,
                                          options_.install, &error);
    py.PyEval_SaveThread();
    if (!booted) {
      (void)interpreter.release();  // half made: its Python objects cannot be given up any more
      return Warn("a sub-interpreter could not be prepared: " + error);
    }
    created = interpreter.get();
    // From now on, since what is remembered can hand out objects of it.
    std::lock_guard lock(mutex_);
    interpreters_.push_back(std::move(interpreter));
  });
  return created;
}

void Runtime::OnMainInterpreter(std::function<void()> task) {
  control_.Post([this, task = std::move(task)] {
    StopIfExiting();
    GilScope gil(control_state_);
    task();
  });
}

void Runtime::NoteGil() {
  if (!py.free_threaded) return;
  PyObject* function = py.PySys_GetObject("_is_gil_enabled");
  PyOwned enabled(function == nullptr ? nullptr : py.PyObject_CallObject(function, nullptr));
  if (!enabled) return py.PyErr_Clear();
  gil_enabled_.store(enabled.get() == py._Py_TrueStruct);
}

}  // namespace pyloom
