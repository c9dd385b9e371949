#include <optional>
#include <string>

#include "convert/text_of.h"
#include "module/core_functions.h"
#include "module/events.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/interpreter_of.h"
#include "python/gil.h"
#include "python/owned.h"
#include "python/type_of.h"
#include "runtime/home_modules.h"
#include "runtime/interpreter.h"
#include "runtime/main_visit.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {

// is_named_home(module): whether the option homeModules covers it
PyObject* IsNamedHome(PyObject*, PyObject* module) {
  return Bool(HomeModules::Get().IsNamed(TextOfString(module)));
}

// is_home(module): whether its calls run in the main interpreter
PyObject* IsHome(PyObject*, PyObject* module) {
  return Bool(HomeModules::Get().IsHome(TextOfString(module)));
}

// learn_home(module): its calls run in the main interpreter from now on
PyObject* LearnHome(PyObject*, PyObject* module) {
  HomeModules::Get().Learn(TextOfString(module));
  return None();
}

// forget_home(module): it has changed. Sub-interpreters repeat what was done to modules before they
// started, which changes nothing.
PyObject* ForgetHome(PyObject* self, PyObject* module) {
  if (InterpreterOf(self)->id == 0) HomeModules::Get().Forget(TextOfString(module));
  return None();
}

// begin_import(module) -> 'find' (end_import must follow), 'go' or 'home'. Waits while another lane
// is finding out, unless a lane may be waiting for this call.
PyObject* BeginImport(PyObject* self, PyObject* object) {
  const std::string module = TextOfString(object);
  const Caller caller = CurrentCaller();
  const bool may_wait = caller.request && caller.request->parent == 0;
  HomeModules::Import import;
  {
    GilRelease released;
    import = HomeModules::Get().BeginImport(module, may_wait);
    InterpreterOf(self)->runtime.StopIfExiting();
  }
  switch (import) {
    case HomeModules::Import::kFind:
      return Text("find");
    case HomeModules::Import::kGo:
      return Text("go");
    case HomeModules::Import::kHome:
      break;
  }
  return Text("home");
}

// end_import(module, home): None when the import has failed for another reason
PyObject* EndImport(PyObject*, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "end_import(module, home)");
    return nullptr;
  }
  HomeModules::Get().EndImport(TextOfString(arguments[0]),
                               arguments[1] == py._Py_NoneStruct   ? HomeModules::Outcome::kFailed
                               : arguments[1] == py._Py_TrueStruct ? HomeModules::Outcome::kHome
                                                                   : HomeModules::Outcome::kLane);
  return None();
}

// called_module() -> the module of the function that the call in charge is for; None outside of
// any, and for calls that cannot go elsewhere
PyObject* CalledModule(PyObject*, PyObject*) {
  const Caller caller = CurrentCaller();
  if (!caller.request || caller.request->IsBound()) return None();
  const FunctionKey* key =
      caller.request->route_key == nullptr ? caller.request->key : caller.request->route_key;
  return key->module.starts_with("pyloom.") ? None() : Text(key->module);
}

// What follows the object header in CPython's PyModuleDef, as far as the slots: the same in every
// version that has sub-interpreters with a GIL of their own.
struct ModuleDefinition {
  void* init;
  Py_ssize_t index;
  PyObject* copy;
  const char* name;
  const char* documentation;
  Py_ssize_t size;
  void* methods;
  const struct {
    int slot;
    void* value;
  }* slots;
};
constexpr int kMultipleInterpretersSlot = 3;          // Py_mod_multiple_interpreters
constexpr uintptr_t kPerInterpreterGilSupported = 2;  // Py_MOD_PER_INTERPRETER_GIL_SUPPORTED

// Initialised in two phases, and made for interpreters with a GIL of their own. With the GIL.
bool AllowsOwnGil(PyObject* module) {
  const void* object = py.PyModule_GetDef(module);
  if (object == nullptr) {
    py.PyErr_Clear();  // no module of an extension file's
    return false;
  }
  // The type is the last of a header, which is longer in a free-threaded build.
  const auto* definition = reinterpret_cast<const ModuleDefinition*>(
      static_cast<const char*>(object) + type_offset + sizeof(PyObject*));
  if (definition->slots == nullptr) return false;
  for (const auto* each = definition->slots; each->slot != 0; ++each) {
    if (each->slot == kMultipleInterpretersSlot)
      return reinterpret_cast<uintptr_t>(each->value) == kPerInterpreterGilSupported;
  }
  return false;
}

// In the main interpreter. No value: it cannot be imported there, and `failure` says why.
std::optional<bool> AllowsOwnGilAtHome(const Interpreter& home, const std::string& name,
                                       const std::string& file, std::string* failure) {
  PyOwned load = home.GlueFunction("pyloom._extensions", "load_here");
  PyOwned arguments(load ? py.PyTuple_New(2) : nullptr);
  PyOwned module;
  if (arguments) {
    py.PyTuple_SetItem(arguments.get(), 0, Text(name));
    py.PyTuple_SetItem(arguments.get(), 1, Text(file));
    module.Reset(py.PyObject_CallObject(load.get(), arguments.get()));
  }
  if (module) return AllowsOwnGil(module.get());
  *failure = TakeErrorText();
  return std::nullopt;
}

// allows_lanes(name, file) -> whether the extension file may be loaded in a lane, as the main
// interpreter knows when it has imported it there; or the text of the error that this import ended
// with.
PyObject* AllowsLanes(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "allows_lanes(name, file)");
    return nullptr;
  }
  const std::string name = TextOfString(arguments[0]);
  const std::string file = TextOfString(arguments[1]);
  Runtime& runtime = InterpreterOf(self)->runtime;
  // What the import prints is the caller's.
  const Ref<Session> session = ClientInCharge(*InterpreterOf(self));
  BelongToClient(session ? session->id : 0);
  std::optional<bool> allowed;
  std::string failure = "MemoryError: ";
  {
    MainVisit visit(runtime);
    if (visit.arrived())
      allowed = AllowsOwnGilAtHome(*runtime.main_interpreter(), name, file, &failure);
  }
  return allowed ? Bool(*allowed) : Text(failure);
}

}  // namespace

std::span<PyMethodDef> HomeImportFunctions() {
  static PyMethodDef functions[] = {
      {"is_named_home", Plain<IsNamedHome>(), kMethO, "is_named_home(module)"},
      {"is_home", Plain<IsHome>(), kMethO, "is_home(module)"},
      {"learn_home", Plain<LearnHome>(), kMethO, "learn_home(module)"},
      {"forget_home", Plain<ForgetHome>(), kMethO, "forget_home(module)"},
      {"begin_import", Plain<BeginImport>(), kMethO, "begin_import(module)"},
      {"end_import", Fast<EndImport>(), kMethFastcall | kMethKeywords, "end_import(module, home)"},
      {"called_module", Plain<CalledModule>(), kMethNoArgs, "called_module()"},
      {"allows_lanes", Fast<AllowsLanes>(), kMethFastcall | kMethKeywords,
       "allows_lanes(name, file)"},
  };
  return functions;
}

}  // namespace pyloom
