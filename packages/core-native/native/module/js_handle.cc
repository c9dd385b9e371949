#include "module/js_handle.h"

#include <algorithm>
#include <memory>

#include "module/host_calls.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"
#include "runtime/session.h"

namespace pyloom {

namespace {

constexpr char kHandleName[] = "pyloom.js_handle";
constexpr char kFunctionName[] = "pyloom.js_function";

struct JsHandle {
  Ref<HeldValue> value;
  Interpreter* interpreter;
};

JsHandle* HandleOf(PyObject* capsule, const char* name) {
  if (capsule == nullptr || TypeOf(capsule) != py.PyCapsule_Type ||
      py.PyCapsule_IsValid(capsule, name) == 0) {
    return nullptr;
  }
  return static_cast<JsHandle*>(py.PyCapsule_GetPointer(capsule, name));
}

PyOwned MakeCapsule(Interpreter* interpreter, const Ref<HeldValue>& value, const char* name) {
  auto handle = std::make_unique<JsHandle>(JsHandle{value, interpreter});
  PyOwned capsule(py.PyCapsule_New(handle.get(), name, [](PyObject* object) {
    JsHandle* owned = HandleOf(object, kHandleName);
    delete (owned != nullptr ? owned : HandleOf(object, kFunctionName));
  }));
  if (capsule) (void)handle.release();
  return capsule;
}

PyObject* CallJsFunction(PyObject* self, PyObject* positional, PyObject* keywords) {
  const JsHandle* handle = HandleOf(self, kFunctionName);
  if (handle == nullptr) {
    py.PyErr_SetString(py.PyExc_TypeError, "this is no JavaScript function");
    return nullptr;
  }
  std::vector<PyObject*> arguments;
  const Py_ssize_t count = std::max<Py_ssize_t>(py.PyTuple_Size(positional), 0);
  arguments.reserve(static_cast<size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    arguments.push_back(py.PyTuple_GetItem(positional, i));
  }
  const bool has_keywords = keywords != nullptr && py.PyDict_Size(keywords) > 0;
  const HostFunctionTarget target{handle->value->mailbox, handle->value->session,
                                  handle->value->id};
  return CallHostFunction(handle->interpreter, target, arguments.data(), arguments.size(),
                          has_keywords ? keywords : nullptr)
      .Release();
}

}  // namespace

PyOwned MakeJsHandle(const Ref<HeldValue>& value) {
  return MakeCapsule(nullptr, value, kHandleName);
}

HeldValue* ValueOfHandle(PyObject* object) {
  const JsHandle* handle = HandleOf(object, kHandleName);
  return handle == nullptr ? nullptr : handle->value.get();
}

namespace {

// The name of src/session.ts under which JavaScript describes functions.
constexpr const char* kDescribe = "_describe";

HeldValue* ValueOfCallable(PyObject* object) {
  if (TypeOf(object) != py.PyCFunction_Type) return nullptr;
  const JsHandle* handle = HandleOf(py.PyCFunction_GetSelf(object), kFunctionName);
  return handle == nullptr ? nullptr : handle->value.get();
}

// The class of the callables, which is looked up once. A borrowed reference.
PyObject* CallableType(Interpreter* interpreter) {
  PyObject* known = interpreter->glue.js_function.load(std::memory_order_acquire);
  if (known != nullptr) return known;
  PyOwned type = interpreter->GlueFunction("pyloom._functions", "JavaScriptFunction");
  // Held for the interpreter's life, by whichever thread comes first.
  if (type && interpreter->glue.js_function.compare_exchange_strong(known, type.get())) {
    return type.Release();
  }
  return known;
}

}  // namespace

PyOwned MakeHostFunction(Interpreter* interpreter, const Ref<HeldValue>& function) {
  static PyMethodDef definition = {
      "javascript_function", reinterpret_cast<PyCFunction>(CallJsFunction),
      kMethVarargs | kMethKeywords, "A function that lives in JavaScript."};
  PyObject* const type = CallableType(interpreter);
  PyOwned capsule = MakeCapsule(interpreter, function, kFunctionName);
  PyOwned callable(type != nullptr && capsule
                       ? py.PyCFunction_NewEx(&definition, capsule.get(), nullptr)
                       : nullptr);
  PyOwned arguments(callable ? py.PyTuple_New(1) : nullptr);
  if (!arguments) return arguments;
  py.PyTuple_SetItem(arguments.get(), 0, callable.Release());
  return PyOwned(py.PyObject_CallObject(type, arguments.get()));
}

HeldValue* ValueOfHostFunction(const Interpreter& interpreter, PyObject* object) {
  PyObject* const type = interpreter.glue.js_function.load(std::memory_order_acquire);
  if (type == nullptr || TypeOf(object) != type) return nullptr;
  PyOwned callable(py.PyObject_GetAttrString(object, "func"));
  if (!callable) py.PyErr_Clear();
  return callable ? ValueOfCallable(callable.get()) : nullptr;
}

PyOwned DescribeHostFunction(Interpreter* interpreter, PyObject* function) {
  HostFunctionTarget target;
  if (const HeldValue* value = ValueOfCallable(function)) {
    target = {value->mailbox, value->session, value->id};
  } else {
    Py_ssize_t length = 0;
    const char* name = py.PyUnicode_AsUTF8AndSize(function, &length);
    if (name == nullptr) return PyOwned();
    if (!FindHostFunction(*interpreter, std::string(name, static_cast<size_t>(length)), &target)) {
      py.PyErr_SetString(py.PyExc_RuntimeError, "no JavaScript function has that name any more");
      return PyOwned();
    }
  }
  const Ref<Session> session = interpreter->runtime.sessions.Find(target.session);
  const auto describe = session ? session->FindHostFunction(kDescribe) : std::nullopt;
  if (!describe) {
    py.PyErr_SetString(py.PyExc_RuntimeError, "the client that passed this function is closed");
    return PyOwned();
  }
  PyOwned id(py.PyLong_FromLongLong(target.function));
  if (!id) return id;
  PyObject* arguments[] = {id.get()};
  target.function = *describe;
  return CallHostFunction(interpreter, target, arguments, 1, nullptr);
}

}  // namespace pyloom
