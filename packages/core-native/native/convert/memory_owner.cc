#include "convert/memory_owner.h"

#include <cstdint>
#include <utility>

#include "convert/text_of.h"
#include "python/type_of.h"

namespace pyloom {

namespace {

// An array of a view of an array of a view: further than this nobody looks.
constexpr int kLongestChain = 8;

bool IsNumPyArray(PyObject* object) { return QualifiedTypeName(TypeOf(object)) == "numpy.ndarray"; }

PyOwned Attribute(PyObject* object, const char* name) {
  PyOwned value(py.PyObject_GetAttrString(object, name));
  if (!value) py.PyErr_Clear();
  return value;
}

// Of a memoryview, if it is one of ours.
PyOwned ExporterOf(PyObject* value, PyObject* view_type) {
  if (TypeOf(value) != py.PyMemoryView_Type) return PyOwned();
  PyOwned exporter = Attribute(value, "obj");
  return exporter && TypeOf(exporter.get()) == view_type ? std::move(exporter) : PyOwned();
}

}  // namespace

Ref<Pin> FindPin(PyObject* value, PyObject* view_type) {
  PyOwned owner = PyOwned::FromBorrowed(value);
  for (int i = 0; owner && i < kLongestChain; ++i) {
    PyObject* type = TypeOf(owner.get());
    if (type == view_type) return PinOf(owner.get());
    if (type == py.PyMemoryView_Type) {
      owner = Attribute(owner.get(), "obj");
    } else if (IsNumPyArray(owner.get())) {
      owner = Attribute(owner.get(), "base");
    } else {
      break;
    }
  }
  return nullptr;
}

// By Python's own function: the count lies in different places of an object's header, and in a
// free-threaded build in two.
Py_ssize_t CountReferences(PyObject* object) {
  PyObject* function = py.PySys_GetObject("getrefcount");
  PyOwned arguments(function == nullptr ? nullptr : py.PyTuple_New(1));
  if (arguments) {
    py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(object).Release());
    PyOwned count(py.PyObject_CallObject(function, arguments.get()));
    int overflow = 0;
    if (count) return py.PyLong_AsLongLongAndOverflow(count.get(), &overflow) - 1;  // the tuple's
  }
  py.PyErr_Clear();
  return PTRDIFF_MAX;
}

bool ShowsForeignMemory(PyObject* value, PyObject* view_type) {
  const PyOwned exporter = ExporterOf(value, view_type);
  return exporter && IsForeignView(exporter.get());
}

const Pieces* FindPieces(PyObject* value, PyObject* view_type) {
  const PyOwned exporter = ExporterOf(value, view_type);
  return exporter ? PiecesOf(exporter.get()) : nullptr;
}

bool OwnsItsMemory(PyObject* object) {
  PyObject* type = TypeOf(object);
  if (type == py.PyBytes_Type || type == py.PyByteArray_Type) return true;
  const std::string name = QualifiedTypeName(type);
  if (name == "array.array") return true;
  if (name != "numpy.ndarray") return false;
  PyOwned flags = Attribute(object, "flags");
  PyOwned owns = flags ? Attribute(flags.get(), "owndata") : PyOwned();
  return owns && py.PyObject_IsTrue(owns.get()) == 1;
}

}  // namespace pyloom
