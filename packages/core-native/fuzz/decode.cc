// A target for libFuzzer (npm run fuzz): whatever bytes come as a message, the decoder makes a
// Python value or an error of them; and what the encoder writes of such a value is sound, which is
// to say that it decodes to an equal one.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "convert/from_python.h"
#include "convert/to_python.h"
#include "messages/incoming_attachments.h"
#include "module/core_module.h"
#include "platform/dynamic_library.h"
#include "python/owned.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/interrupter.h"
#include "runtime/keeper.h"
#include "runtime/runtime.h"

namespace pyloom {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) Fail(std::string(name) + " is not set; npm run fuzz does it");
  return value;
}

Interpreter* Start() {
  DynamicLibrary library;
  std::string error;
  if (!library.Open(Variable("PYLOOM_FUZZ_LIBRARY"), &error)) Fail(error);
  if (!py.Load(library, &error)) Fail("no symbol " + error);
  py.Py_SetProgramName(py.Py_DecodeLocale(Variable("PYLOOM_FUZZ_PYTHON").c_str(), nullptr));
  *py.Py_NoSiteFlag = 1;
  py.Py_InitializeEx(0);
  if (!MeasureTypeOffset()) Fail("the layout of this CPython's objects is not understood");
  auto* interpreter = new Interpreter(0, Runtime::Get().home());
  interpreter->state = py.PyInterpreterState_Main();
  if (!interpreter->Boot(Variable("PYLOOM_FUZZ_PACKAGE"), false, InstallCoreModule, &error))
    Fail(error);
  return interpreter;
}

Interpreter& Main() {
  static Interpreter* const interpreter = Start();
  return *interpreter;
}

// What may stand beside a message: arrays of some length, of none, and of one that can be written
// to.
IncomingAttachments MakeIncoming() {
  IncomingAttachments incoming;
  static const uint8_t kBytes[240] = {1, 2, 3};
  incoming.pins.emplace_back(new Pin(nullptr, kBytes, sizeof kBytes));
  incoming.pins.emplace_back(new Pin(nullptr, kBytes, 0));
  incoming.pins.emplace_back(new Pin(nullptr, kBytes, 64));
  return incoming;
}

PyOwned Decode(StringCache* strings, const IncomingAttachments& incoming, const uint8_t* data,
               size_t size) {
  WireReader reader(data, size);
  ToPython converter(&Main(), strings, &incoming, nullptr);
  PyOwned value(converter.Decode(reader));
  const bool raised = py.PyErr_Occurred() != nullptr;
  if (value && (raised || converter.failure().failed())) Fail("a value, and an error too");
  if (!value && !raised && !converter.failure().failed()) Fail("neither a value nor an error");
  if (raised) py.PyErr_Clear();
  return value;
}

bool Encode(PyObject* value, WireWriter* writer) {
  FromPython converter(&Main(), writer, nullptr, nullptr);
  const bool encoded = converter.Encode(value);
  const bool raised = py.PyErr_Occurred() != nullptr;
  if (encoded == (raised || converter.failure().failed())) Fail("encoded, or else an error");
  if (raised) py.PyErr_Clear();
  return encoded;
}

// What was encoded decodes, and what comes of it can be encoded as well.
WireWriter Again(StringCache* strings, const IncomingAttachments& incoming,
                 const WireWriter& message) {
  PyOwned value = Decode(strings, incoming, message.data(), message.size());
  if (!value) Fail("what was encoded does not decode");
  WireWriter again;
  if (!Encode(value.get(), &again)) Fail("what was encoded once is not a second time");
  return again;
}

void TestOne(const uint8_t* data, size_t size) {
  static StringCache strings;
  static const IncomingAttachments incoming = MakeIncoming();
  PyOwned value = Decode(&strings, incoming, data, size);
  if (!value) return;
  // Not everything that can be decoded is plain data: an array's view, for one, is no view again.
  WireWriter plain;
  if (!Encode(value.get(), &plain)) return;
  const WireWriter once = Again(&strings, incoming, plain);
  // Only now: of a tuple a list has come back, which may be shorter as a block of numbers.
  if (Again(&strings, incoming, once).size() != once.size()) Fail("another value has come back");
}

}  // namespace
}  // namespace pyloom

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  pyloom::TestOne(data, size);
  return 0;
}
