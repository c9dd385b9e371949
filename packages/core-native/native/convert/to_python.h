// Wire to Python. With the interpreter's GIL.
#ifndef PYLOOM_CONVERT_TO_PYTHON_H_
#define PYLOOM_CONVERT_TO_PYTHON_H_

#include <vector>

#include "convert/conversion_failure.h"
#include "convert/string_cache.h"
#include "env/pin.h"
#include "python/owned.h"
#include "wire/reader.h"

namespace pyloom {

class Interpreter;

class ToPython {
 public:
  // `pins` are the buffers that travel beside the message; `environment` owns the JavaScript
  // functions in it. Both may be null.
  ToPython(Interpreter* interpreter, StringCache* strings, const std::vector<Ref<Pin>>* pins,
           Environment* environment)
      : interpreter_(interpreter), strings_(strings), pins_(pins), environment_(environment) {}

  // The next value of the message. Null on failure: then either `failure` says why, or, when
  // `failure().failed()` is false, a Python error is set (out of memory).
  PyObject* Decode(WireReader& reader) { return Value(reader, 0); }

  ConversionFailure& failure() { return failure_; }

 private:
  PyObject* Value(WireReader& reader, int depth);
  PyObject* Item(const WireItem& item, WireReader& reader, int depth);
  PyObject* String(const WireItem& item);
  PyObject* List(size_t count, WireReader& reader, int depth);
  PyObject* Dict(size_t count, WireReader& reader, int depth);
  PyObject* Extension(const WireItem& item, int depth);
  PyObject* BigInteger(const WireItem& item);
  PyObject* Mapping(WireReader payload, int depth);
  PyObject* Set(WireReader payload, int depth);
  PyObject* Tuple(WireReader payload, int depth);
  PyObject* Numbers(WireReader payload);
  PyObject* View(WireReader payload, bool pinned);
  PyObject* PinnedBytes(WireReader payload);
  PyObject* Timestamp(const WireItem& item);
  PyObject* Reference(WireReader payload);
  PyObject* Function(WireReader payload);
  // The Python error that is set becomes the reason, unless memory ran out.
  PyObject* FailFromPython();
  PyObject* Malformed();
  bool CheckDepth(int depth);

  Interpreter* interpreter_;
  StringCache* strings_;
  const std::vector<Ref<Pin>>* pins_;
  Environment* environment_;
  ConversionFailure failure_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_TO_PYTHON_H_
