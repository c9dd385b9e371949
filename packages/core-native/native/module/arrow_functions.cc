#include "arrow/read_stream.h"
#include "arrow/write_stream.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/interpreter_of.h"
#include "runtime/interpreter.h"

namespace pyloom {

namespace {

// read_arrow_stream(capsule) -> (schema, [(layout, buffers), ...])
PyObject* ReadStream(PyObject* self, PyObject* capsule) {
  return ReadArrowStream(*InterpreterOf(self), capsule).Release();
}

// read_arrow_array(schema capsule, array capsule) -> (schema, [(layout, buffers)])
PyObject* ReadArray(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "read_arrow_array(schema, array)");
    return nullptr;
  }
  return ReadArrowArray(*InterpreterOf(self), arguments[0], arguments[1]).Release();
}

// read_arrow_schema(capsule) -> schema
PyObject* ReadSchema(PyObject*, PyObject* capsule) { return ReadArrowSchema(capsule).Release(); }

// write_arrow_stream(schema, [array, ...]) -> capsule
PyObject* WriteStream(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (count != 2) {
    py.PyErr_SetString(py.PyExc_TypeError, "write_arrow_stream(schema, arrays)");
    return nullptr;
  }
  return WriteArrowStream(InterpreterOf(self)->glue.view_type, arguments[0], arguments[1])
      .Release();
}

// write_arrow_schema(schema) -> capsule
PyObject* WriteSchema(PyObject*, PyObject* schema) { return WriteArrowSchema(schema).Release(); }

}  // namespace

std::span<PyMethodDef> ArrowFunctions() {
  static PyMethodDef functions[] = {
      {"read_arrow_stream", Plain<ReadStream>(), kMethO, "read_arrow_stream(capsule)"},
      {"read_arrow_array", Fast<ReadArray>(), kMethFastcall | kMethKeywords,
       "read_arrow_array(schema, array)"},
      {"read_arrow_schema", Plain<ReadSchema>(), kMethO, "read_arrow_schema(capsule)"},
      {"write_arrow_stream", Fast<WriteStream>(), kMethFastcall | kMethKeywords,
       "write_arrow_stream(schema, arrays)"},
      {"write_arrow_schema", Plain<WriteSchema>(), kMethO, "write_arrow_schema(schema)"},
  };
  return functions;
}

}  // namespace pyloom
