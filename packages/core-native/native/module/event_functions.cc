#include <optional>
#include <string>

#include "module/core_functions.h"
#include "module/events.h"
#include "module/guarded.h"
#include "module/interpreter_of.h"

namespace pyloom {

namespace {

std::optional<EventKind> EventKindIn(PyObject* object) {
  std::string name;
  if (!TextOf(object, "the kind of an event", &name)) return std::nullopt;
  const std::optional<EventKind> kind = EventKindOf(name);
  if (!kind) {
    py.PyErr_SetString(py.PyExc_ValueError, ("there are no events of the kind " + name).c_str());
  }
  return kind;
}

// emit(kind, payload) -> taken
PyObject* Emit(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "emit(kind, payload)");
    return nullptr;
  }
  const std::optional<EventKind> kind = EventKindIn(arguments[0]);
  if (!kind) return nullptr;
  const std::optional<bool> taken = EmitEvent(InterpreterOf(self), *kind, arguments[1]);
  return taken ? Bool(*taken) : nullptr;
}

// listens(kind): whether emit() would be taken
PyObject* ListensTo(PyObject* self, PyObject* name) {
  const std::optional<EventKind> kind = EventKindIn(name);
  return kind ? Bool(Listens(*InterpreterOf(self), *kind)) : nullptr;
}

// client() -> int: for belong_to_client(), in a thread that the caller starts. 0: there is none.
PyObject* Client(PyObject* self, PyObject*) {
  const Ref<Session> session = ClientInCharge(*InterpreterOf(self));
  return py.PyLong_FromLongLong(session ? session->id : 0);
}

// belong_to_client(client): what this thread prints goes there
PyObject* BelongTo(PyObject*, PyObject* client) {
  int overflow = 0;
  const long long id = py.PyLong_AsLongLongAndOverflow(client, &overflow);
  if (id == -1 && py.PyErr_Occurred() != nullptr) return nullptr;
  BelongToClient(static_cast<uint32_t>(id));
  return None();
}

}  // namespace

std::span<PyMethodDef> EventFunctions() {
  static PyMethodDef functions[] = {
      {"emit", Fast<Emit>(), kMethFastcall | kMethKeywords, "emit(kind, payload)"},
      {"listens", Plain<ListensTo>(), kMethO, "listens(kind)"},
      {"client", Plain<Client>(), kMethNoArgs, "client()"},
      {"belong_to_client", Plain<BelongTo>(), kMethO, "belong_to_client(client)"},
  };
  return functions;
}

}  // namespace pyloom
