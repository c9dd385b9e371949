// Wire to Python. With the interpreter's GIL.
#ifndef PYLOOM_CONVERT_TO_PYTHON_H_
#define PYLOOM_CONVERT_TO_PYTHON_H_

#include <vector>

#include "convert/conversion_failure.h"
#include "convert/string_cache.h"
#include "messages/incoming_attachments.h"
#include "pyloom/wire_reader.h"
#include "python/owned.h"

namespace pyloom {

class ObjectSpace;

class ToPython {
 public:
  // `incoming` are the buffers and functions that travel with the message; `mailbox` owns its
  // functions. Both may be null.
  ToPython(ObjectSpace* space, StringCache* strings, const IncomingAttachments* incoming,
           Mailbox* mailbox)
      : space_(space), strings_(strings), incoming_(incoming), mailbox_(mailbox) {}

  // The next value of the message. Null on failure: then either `failure` says why, or, when
  // `failure().failed()` is false, a Python error is set (out of memory).
  PyObject* Decode(WireReader& reader) { return Value(reader); }

  // A map whose values count as values of their own: keyword arguments.
  PyObject* DecodeKeywords(WireReader& reader);

  ConversionFailure& failure() { return failure_; }

  // The lane of the event loop that an object among the values comes from, -1 if there is none.
  int32_t loop() const { return loop_; }

 private:
  class Nesting;

  PyObject* Value(WireReader& reader);
  PyObject* Item(const WireItem& item, WireReader& reader);
  PyObject* String(const WireItem& item);
  PyObject* List(size_t count, WireReader& reader);
  PyObject* Dict(size_t count, WireReader& reader);
  bool Entry(PyObject* dict, WireReader& reader);
  PyObject* Extension(const WireItem& item);
  PyObject* Payload(const WireItem& item);
  PyObject* BigInteger(const WireItem& item);
  PyObject* Mapping(WireReader payload);
  PyObject* Set(WireReader payload);
  PyObject* Tuple(WireReader payload);
  PyObject* Numbers(WireReader payload);
  PyObject* View(WireReader payload, bool pinned);
  PyObject* Array(WireReader payload);
  PyObject* PinnedBytes(WireReader payload);
  PyObject* Timestamp(const WireItem& item, const char* maker);
  PyObject* Reference(WireReader payload);
  PyObject* Function(WireReader payload);
  PyObject* Attribute(WireReader payload);
  // The Python error that is set becomes the reason, unless memory ran out.
  PyObject* FailFromPython();
  PyObject* Malformed();
  // Whether so many items of at least a byte each can follow, besides those that are due already.
  bool Announce(size_t count, const WireReader& reader);

  ObjectSpace* space_;
  StringCache* strings_;
  const IncomingAttachments* incoming_;
  Mailbox* mailbox_;
  ConversionFailure failure_;
  int32_t loop_ = -1;
  int depth_ = 0;
  // Items that containers around the next value still wait for. Without this, lengths inside one
  // another could each reserve memory for the whole message.
  size_t due_ = 0;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_TO_PYTHON_H_
