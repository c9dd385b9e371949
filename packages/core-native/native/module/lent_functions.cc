#include <string>

#include "convert/from_python.h"
#include "convert/to_python.h"
#include "module/core_functions.h"
#include "module/guarded.h"
#include "module/host_calls.h"
#include "module/interpreter_of.h"
#include "runtime/runtime.h"
#include "runtime/thread_lane.h"

namespace pyloom {

namespace {

struct NativeOutput {
  WireWriter writer;
  pyloom_native_output output{this, [](void* sink, const uint8_t* bytes, size_t length) {
                                try {
                                  static_cast<NativeOutput*>(sink)->writer.Append(bytes, length);
                                  return 0;
                                } catch (const std::bad_alloc&) {
                                  return -1;
                                }
                              }};
};

PyObject* RaiseNativeFailure(const Interpreter& interpreter, pyloom_native_status status,
                             const WireWriter& text) {
  PyObject* type = py.PyExc_RuntimeError;
  switch (status) {
    case PYLOOM_NATIVE_OK:
      break;
    case PYLOOM_NATIVE_TYPE_ERROR:
      type = py.PyExc_TypeError;
      break;
    case PYLOOM_NATIVE_VALUE_ERROR:
      type = py.PyExc_ValueError;
      break;
    case PYLOOM_NATIVE_OVERFLOW_ERROR:
      type = py.PyExc_OverflowError;
      break;
    case PYLOOM_NATIVE_FULL_ERROR:
      type = interpreter.glue.state_full;
      break;
    case PYLOOM_NATIVE_MEMORY_ERROR:
      return py.PyErr_NoMemory();
  }
  PyOwned message(py.PyUnicode_DecodeUTF8(reinterpret_cast<const char*>(text.data()),
                                          static_cast<Py_ssize_t>(text.size()), "replace"));
  if (message) py.PyErr_SetObject(type, message.get());
  return nullptr;
}

bool EncodeArguments(Interpreter* interpreter, PyObject* const* arguments, size_t count,
                     WireWriter* writer) {
  writer->ArrayHeader(count);
  FromPython converter(interpreter, writer, nullptr, nullptr);
  for (size_t i = 0; i < count; ++i) {
    if (converter.Encode(arguments[i])) continue;
    if (converter.failure().failed()) {
      converter.failure().InRoot("args[" + std::to_string(i) + "]");
      RaiseConversionFailure(*interpreter, converter.failure());
    }
    return false;
  }
  return true;
}

PyObject* DecodeResult(Interpreter* interpreter, const uint8_t* bytes, size_t length) {
  WireReader reader(bytes, length);
  StringCache none;
  none.Disable();
  ToPython decoder(interpreter, current_lane != nullptr ? &current_lane->caches.strings : &none,
                   nullptr, nullptr);
  PyObject* result = decoder.Decode(reader);
  if (result == nullptr && decoder.failure().failed()) {
    py.PyErr_SetString(py.PyExc_RuntimeError, decoder.failure().message().c_str());
  }
  return result;
}

PyObject* RaiseUnreadable() {
  py.PyErr_SetString(py.PyExc_RuntimeError, "a remote function answers a status and a wire value");
  return nullptr;
}

// What it does is elsewhere, and JavaScript knows where: it gets the arguments as bytes, and
// answers one of the statuses above and the bytes of the result.
PyObject* CallRemote(Interpreter* interpreter, const HostFunctionTarget& target,
                     const WireWriter& arguments) {
  PyOwned bytes(py.PyBytes_FromStringAndSize(reinterpret_cast<const char*>(arguments.data()),
                                             static_cast<Py_ssize_t>(arguments.size())));
  if (!bytes) return nullptr;
  PyObject* const argument = bytes.get();
  const PyOwned answer = CallHostFunction(interpreter, target, &argument, 1, nullptr);
  if (!answer) return nullptr;
  char* data = nullptr;
  Py_ssize_t length = 0;
  if (py.PyBytes_AsStringAndSize(answer.get(), &data, &length) != 0) return nullptr;
  if (length < 1 || data[0] < PYLOOM_NATIVE_OK || data[0] > PYLOOM_NATIVE_MEMORY_ERROR) {
    return RaiseUnreadable();
  }
  const auto* rest = reinterpret_cast<const uint8_t*>(data) + 1;
  const auto rest_length = static_cast<size_t>(length) - 1;
  const auto status = static_cast<pyloom_native_status>(data[0]);
  if (status == PYLOOM_NATIVE_OK) return DecodeResult(interpreter, rest, rest_length);
  WireWriter text;
  text.Append(rest, rest_length);
  return RaiseNativeFailure(*interpreter, status, text);
}

// native(name, *args): a function that another native package lent, without JavaScript in between,
// or one of that name that is elsewhere.
PyObject* Native(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject*) {
  if (RefusedInForkedChild()) return nullptr;
  Interpreter* interpreter = InterpreterOf(self);
  std::string name;
  if (count < 1) {
    py.PyErr_SetString(py.PyExc_TypeError, "native() needs a name");
    return nullptr;
  }
  if (!TextOf(arguments[0], "a name", &name)) return nullptr;
  const Caller caller = CurrentCaller();
  const Ref<Session> session = caller.session
                                   ? caller.session
                                   : interpreter->runtime.sessions.NewestWithNativeFunction(name);
  const auto function = session ? session->FindNativeFunction(name) : nullptr;
  HostFunctionTarget remote;
  if (!function && !FindHostFunction(*interpreter, "_remote_" + name, &remote)) {
    return RaiseUnknownFunction(*interpreter, name);
  }
  WireWriter writer;
  if (!EncodeArguments(interpreter, arguments + 1, static_cast<size_t>(count) - 1, &writer)) {
    return nullptr;
  }
  if (!function) return CallRemote(interpreter, remote, writer);
  NativeOutput output;
  const pyloom_native_status status =
      function->Invoke(writer.data(), writer.size(), &output.output);
  if (status != PYLOOM_NATIVE_OK) return RaiseNativeFailure(*interpreter, status, output.writer);
  return DecodeResult(interpreter, output.writer.data(), output.writer.size());
}

}  // namespace

std::span<PyMethodDef> LentFunctions() {
  static PyMethodDef functions[] = {
      {"native", Fast<Native>(), kMethFastcall | kMethKeywords, "native(name, *args)"},
  };
  return functions;
}

}  // namespace pyloom
