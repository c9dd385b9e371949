// Python to wire. With the interpreter's GIL.
#ifndef PYLOOM_CONVERT_FROM_PYTHON_H_
#define PYLOOM_CONVERT_FROM_PYTHON_H_

#include <memory>
#include <string>
#include <vector>

#include "convert/conversion_failure.h"
#include "python/owned.h"
#include "runtime/request.h"
#include "wire/writer.h"

namespace pyloom {

class Interpreter;
class Session;

class FromPython {
 public:
  // Large buffers go to `outgoing`; null: everything is copied into the message, and objects
  // without a counterpart are refused (a store's values are plain data). `session` has the
  // converters; may be null.
  FromPython(Interpreter* interpreter, WireWriter* writer, Session* session, Attachments* outgoing)
      : interpreter_(interpreter),
        writer_(writer),
        session_(session),
        outgoing_(outgoing),
        first_reference_(outgoing == nullptr ? 0 : outgoing->references.size()) {}

  FromPython(const FromPython&) = delete;
  ~FromPython();

  // False: either `failure` says why, or a Python error is set (what the object's own code raised,
  // out of memory). What was written so far stays in the writer.
  bool Encode(PyObject* value) { return complete_ = Value(value, 0); }

  ConversionFailure& failure() { return failure_; }

 private:
  bool Value(PyObject* value, int depth);
  bool Int(PyObject* value);
  bool BigInt(PyObject* value);
  bool Str(PyObject* value);
  bool Bytes(const uint8_t* data, size_t length);
  bool List(PyObject* value, int depth);
  bool Sequence(PyObject* value, int depth, bool tuple);
  // Long lists of nothing but numbers travel as one block. False: it is not one.
  bool NumberBlock(PyObject* list, size_t count);
  bool Dict(PyObject* value, int depth);
  bool DictItems(PyObject* dict, size_t count, int depth, bool keys_are_str);
  bool DictSubclass(PyObject* value, int depth);
  bool Entry(PyObject* key, PyObject* value, int depth);
  bool SetItems(PyObject* value, int depth);
  bool Other(PyObject* value, PyObject* type, int depth);
  PyObject* DateTimeType();
  bool DateTime(PyObject* value);
  bool Buffer(PyObject* value, bool* encoded);
  bool Scalar(const Py_buffer& view, bool* encoded);
  bool Converted(PyObject* value, const std::string& type_name, int depth, bool* encoded);
  bool Reference(PyObject* value, const std::string& type_name);
  bool CheckDepth(int depth);

  Interpreter* interpreter_;
  WireWriter* writer_;
  Session* session_;
  Attachments* outgoing_;
  ConversionFailure failure_;
  size_t first_reference_;
  bool complete_ = true;
};

// 'decimal.Decimal'; builtins without their module. Never fails: a type whose names are broken is
// '?'.
std::string QualifiedTypeName(PyObject* type);

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_FROM_PYTHON_H_
