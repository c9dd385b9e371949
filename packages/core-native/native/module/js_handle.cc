#include "module/js_handle.h"

#include <memory>

#include "module/host_calls.h"
#include "python/type_of.h"
#include "runtime/interpreter.h"
#include "runtime/runtime.h"

namespace pyloom {

namespace {
thread_local DeferReleases* deferring = nullptr;
}

DeferReleases::DeferReleases() : outer_(deferring) { deferring = this; }

DeferReleases::~DeferReleases() {
  deferring = outer_;
  for (auto& release : releases_) release.environment->Post(std::move(release.message));
}

void SendRelease(Environment* environment, uint32_t id) {
  Ref<Message> message = new ReleaseMessage(id);
  if (deferring == nullptr) return environment->Post(std::move(message));
  deferring->releases_.push_back({environment, std::move(message)});
}

namespace {

constexpr char kHandleName[] = "pyloom.js_handle";
constexpr char kFunctionName[] = "pyloom.js_function";

struct JsHandle {
  Ref<Environment> environment;
  uint32_t id;
  Interpreter* interpreter;
};

PyOwned MakeCapsule(Interpreter* interpreter, Environment* environment, uint32_t id,
                    const char* name) {
  auto handle = std::make_unique<JsHandle>(JsHandle{environment, id, interpreter});
  PyOwned capsule(py.PyCapsule_New(handle.get(), name, [](PyObject* object) {
    const char* own_name =
        py.PyCapsule_IsValid(object, kHandleName) != 0 ? kHandleName : kFunctionName;
    std::unique_ptr<JsHandle> owned(
        static_cast<JsHandle*>(py.PyCapsule_GetPointer(object, own_name)));
    SendRelease(owned->environment.get(), owned->id);
  }));
  if (capsule) (void)handle.release();
  return capsule;
}

PyObject* CallJsFunction(PyObject* self, PyObject* positional, PyObject* keywords) {
  auto* handle = static_cast<JsHandle*>(py.PyCapsule_GetPointer(self, kFunctionName));
  if (handle == nullptr) return nullptr;
  std::vector<PyObject*> arguments;
  for (Py_ssize_t i = 0; i < py.PyTuple_Size(positional); ++i) {
    arguments.push_back(py.PyTuple_GetItem(positional, i));
  }
  const bool has_keywords = keywords != nullptr && py.PyDict_Size(keywords) > 0;
  const HostFunctionTarget target{handle->environment, 0, handle->id};
  return CallHostFunction(handle->interpreter, target, arguments.data(), arguments.size(),
                          has_keywords ? keywords : nullptr)
      .Release();
}

}  // namespace

PyOwned MakeJsHandle(Environment* environment, uint32_t id) {
  return MakeCapsule(nullptr, environment, id, kHandleName);
}

PyOwned MakeHostFunction(Interpreter* interpreter, Environment* environment, uint32_t id) {
  static PyMethodDef definition = {
      "javascript_function", reinterpret_cast<PyCFunction>(CallJsFunction),
      kMethVarargs | kMethKeywords, "A function that lives in JavaScript."};
  PyOwned capsule = MakeCapsule(interpreter, environment, id, kFunctionName);
  return PyOwned(capsule ? py.PyCFunction_NewEx(&definition, capsule.get(), nullptr) : nullptr);
}

bool IsHostFunction(PyObject* object, uint32_t* id) {
  if (TypeOf(object) != py.PyCFunction_Type) return false;
  PyObject* self = py.PyCFunction_GetSelf(object);
  if (self == nullptr || TypeOf(self) != py.PyCapsule_Type ||
      py.PyCapsule_IsValid(self, kFunctionName) == 0) {
    return false;
  }
  *id = static_cast<JsHandle*>(py.PyCapsule_GetPointer(self, kFunctionName))->id;
  return true;
}

}  // namespace pyloom
