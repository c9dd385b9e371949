#include "module/core_module.h"

#include "module/core_functions.h"
#include "module/interpreter_of.h"
#include "module/js_functions.h"

namespace pyloom {

bool InstallCoreModule(Interpreter* interpreter) {
  InstallJsFunctions(interpreter);
  PyOwned module(py.PyModule_New("_pyloom_core"));
  PyOwned self = MakeSelf(interpreter);
  if (!module || !self) return false;
  for (const auto& functions :
       {HostFunctions(), LentFunctions(), EventFunctions(), CallerFunctions(), ThreadFunctions(),
        ShieldFunctions(), LoopFunctions(), HomeImportFunctions(), KeptCodeFunctions(),
        SharedFunctions(), ArrowFunctions()}) {
    for (PyMethodDef& definition : functions) {
      PyOwned function(py.PyCFunction_NewEx(&definition, self.get(), nullptr));
      if (!function ||
          py.PyObject_SetAttrString(module.get(), definition.name, function.get()) != 0) {
        return false;
      }
    }
  }
  return py.PyObject_SetAttrString(module.get(), "request_variable",
                                   interpreter->glue.request_variable) == 0 &&
         py.PyDict_SetItemString(py.PyImport_GetModuleDict(), "_pyloom_core", module.get()) == 0;
}

}  // namespace pyloom
