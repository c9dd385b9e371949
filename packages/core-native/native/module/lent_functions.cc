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

// native(name, *args): a function that another native package lent, without JavaScript in between.
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
  if (!function) return RaiseUnknownFunction(*interpreter, name);
  WireWriter writer;
  writer.ArrayHeader(static_cast<size_t>(count - 1));
  FromPython converter(interpreter, &writer, nullptr, nullptr);
  for (Py_ssize_t i = 1; i < count; ++i) {
    if (converter.Encode(arguments[i])) continue;
    if (converter.failure().failed()) {
      converter.failure().InRoot("args[" + std::to_string(i - 1) + "]");
      RaiseConversionFailure(*interpreter, converter.failure());
    }
    return nullptr;
  }
  NativeOutput output;
  const pyloom_native_status status =
      function->Invoke(writer.data(), writer.size(), &output.output);
  if (status != PYLOOM_NATIVE_OK) return RaiseNativeFailure(*interpreter, status, output.writer);
  WireReader reader(output.writer.data(), output.writer.size());
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

}  // namespace

std::span<PyMethodDef> LentFunctions() {
  static PyMethodDef functions[] = {
      {"native", Fast<Native>(), kMethFastcall | kMethKeywords, "native(name, *args)"},
  };
  return functions;
}

}  // namespace pyloom
