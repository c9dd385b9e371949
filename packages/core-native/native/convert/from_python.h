// Python to wire. With the interpreter's GIL.
#ifndef PYLOOM_CONVERT_FROM_PYTHON_H_
#define PYLOOM_CONVERT_FROM_PYTHON_H_

#include <array>
#include <memory>
#include <string>

#include "convert/conversion_failure.h"
#include "convert/converters.h"
#include "convert/outgoing_attachments.h"
#include "pyloom/wire_format.h"
#include "pyloom/wire_writer.h"
#include "python/owned.h"

namespace pyloom {

class ObjectSpace;
class Recipient;

class FromPython {
 public:
  // Large buffers go to `outgoing`; null: everything is copied into the message, and objects
  // without a counterpart are refused (a store's values are plain data). `recipient` has the
  // converters; may be null.
  FromPython(ObjectSpace* space, WireWriter* writer, const Recipient* recipient,
             OutgoingAttachments* outgoing);

  FromPython(const FromPython&) = delete;
  ~FromPython();

  // False: either `failure` says why, or a Python error is set (what the object's own code raised,
  // out of memory). What was written so far stays in the writer.
  bool Encode(PyObject* value) {
    complete_ = false;  // should it throw
    try {
      return complete_ = Value(value);
    } catch (const MessageTooLong&) {
      return TooLong();
    }
  }

  // The same for a value of which the caller holds one reference and gives it up afterwards: large
  // memory in it that nobody else refers to is handed over without a copy.
  bool EncodeOwned(const PyOwned& value) {
    owned_ = true;
    return Encode(value.get());
  }

  // A dict with str keys whose values count as values of their own: keyword arguments.
  bool EncodeKeywords(PyObject* keywords);

  ConversionFailure& failure() { return failure_; }

 private:
  class Nesting;

  bool TooLong();
  bool Value(PyObject* value);
  bool ByType(PyObject* value, PyObject* type);
  bool Int(PyObject* value);
  bool BigInt(PyObject* value);
  bool Str(PyObject* value);
  bool List(PyObject* value);
  bool Sequence(PyObject* value, bool tuple);
  // Long lists of nothing but numbers travel as one block. False: it is not one.
  bool NumberBlock(PyObject* list, size_t count);
  bool Dict(PyObject* value);
  bool DictItems(PyObject* dict);
  bool DictEntries(PyObject* dict, bool keys_are_str);
  bool Entry(PyObject* key, PyObject* value, bool keys_are_str);
  bool DictSubclass(PyObject* value);
  // A tuple whose items have names.
  bool Named(PyObject* value, PyObject* names, PyObject* others);
  bool SetItems(PyObject* value);

  // from_python_buffer.cc
  bool Bytes(PyObject* value);
  bool ByteArray(PyObject* value);
  bool WriteBytes(PyObject* value, uint8_t* data, size_t length);
  bool Buffer(PyObject* value, bool* encoded);
  bool WriteView(PyObject* value, const Py_buffer& view, char format);
  bool Scalar(const Py_buffer& view, bool* encoded);
  // Of what JavaScript asks for one by one.
  void WritePieces(PyObject* value, const Pieces& pieces);
  // The index of a buffer that travels beside the message.
  void Attach(std::unique_ptr<OutgoingBuffer> buffer);
  // The memory of `value` itself where nobody else can come to it, else a copy.
  std::unique_ptr<OutgoingBuffer> TakeMemory(PyObject* value, uint8_t* data, size_t length);
  // Whether the only references to `value` are that of the container around it, and so on outwards,
  // and that of `EncodeOwned`'s caller.
  bool IsSentAlone(PyObject* value);

  // from_python_object.cc
  // Of no type that most values have.
  bool Other(PyObject* value, PyObject* type);
  bool Object(PyObject* value, PyObject* type);
  // What is to become of values of a type that none of the types known here is. The order is that
  // of pyloom/_kinds.py.
  enum class Kind : uint8_t {
    kAny,
    kNamed,
    kReference,
    kMoment,
    kFloat,
    kNull,
    kArray,
    kDescribed,
    kKept
  };
  struct KindOfType {
    PyOwned type;  // the last that was asked for: items of a list mostly are of one
    Kind kind = Kind::kAny;
    PyOwned names, others;
  };
  // False: a Python error is set.
  bool FindKind(PyObject* type);
  PyObject* DateTimeType();
  bool DateTime(PyObject* value);
  bool Float(PyObject* value);
  // Of NumPy's, or something with `__dlpack__`, that no buffer shows as it is.
  bool Array(PyObject* value, PyObject* type);
  // `converter`: the function of JavaScript's that is to be given it; null: none.
  bool Reference(PyObject* value, const std::string& type_name,
                 const Converter* converter = nullptr);

  // from_python_converted.cc. Before any conversion of ours; `encoded` stays false where no
  // converter of the client's fits.
  bool Converted(PyObject* value, PyObject* type, bool* encoded);

  bool CheckLength(size_t length, const char* what);
  bool EndExtension(size_t payload);

  ObjectSpace* space_;
  WireWriter* writer_;
  const Recipient* recipient_;
  OutgoingAttachments* outgoing_;
  ConversionFailure failure_;
  size_t first_reference_;
  bool complete_ = true;
  bool owned_ = false;
  bool converts_basic_types_ = false;
  KindOfType last_;
  std::unique_ptr<ConverterLookup> converters_;  // null: the client has none
  // The containers around the value that is being written: their number is the depth, and none may
  // come twice. Not initialised beyond `depth_`: it lies on the stack of every call.
  int depth_ = 0;
  std::array<PyObject*, wire::kMaxDepth> ancestors_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_FROM_PYTHON_H_
