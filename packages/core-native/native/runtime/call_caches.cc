#include "runtime/call_caches.h"

#include "runtime/home_modules.h"
#include "runtime/interpreter.h"

namespace pyloom {

namespace {

// The fast way: the module is in sys.modules, the callable the same as last time.
bool LookUp(ResolvedFunction& entry, bool has_keywords, PyOwned* callable) {
  if (!entry.imported || !entry.attribute) return false;
  PyOwned module(py.PyImport_GetModule(entry.module_name.get()));
  if (module) callable->Reset(py.PyObject_GetAttr(module.get(), entry.attribute.get()));
  if (!*callable) {
    py.PyErr_Clear();  // the slow way says what is wrong
    return false;
  }
  if (callable->get() != entry.callable.get()) return false;
  *callable = entry.Framed(has_keywords);
  return true;
}

PyOwned InternedString(const std::string& text) {
  PyObject* string =
      py.PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogatepass");
  if (string != nullptr) py.PyUnicode_InternInPlace(&string);
  return PyOwned(string);
}

}  // namespace

Resolution ResolveFunction(Interpreter& interpreter, CallCaches& caches, const FunctionKey& key,
                           bool has_keywords, PyOwned* callable, bool* wants_loop,
                           std::string* module) {
  ResolvedFunction& entry = caches.functions[&key];
  // Where modules may turn out to be none for lanes, what was looked up before that counts no more.
  const uint32_t home_version = interpreter.id == 0 ? 0 : HomeModules::Get().version();
  if (home_version == entry.home_version && LookUp(entry, has_keywords, callable)) {
    *wants_loop = entry.wants_loop;
    return Resolution::kFound;
  }
  if (!entry.module_name) {
    entry.module_name = InternedString(key.module);
    if (key.name.find('.') == std::string::npos) entry.attribute = InternedString(key.name);
    if (!entry.module_name) return Resolution::kError;
  }
  PyOwned arguments(py.PyTuple_New(2));
  PyOwned name = InternedString(key.name);
  if (!arguments || !name) return Resolution::kError;
  py.PyTuple_SetItem(arguments.get(), 0, PyOwned::FromBorrowed(entry.module_name.get()).Release());
  py.PyTuple_SetItem(arguments.get(), 1, name.Release());
  PyOwned found(py.PyObject_CallObject(interpreter.glue.resolve, arguments.get()));
  if (!found) {
    if (py.PyErr_ExceptionMatches(interpreter.glue.needs_home) == 0) return Resolution::kError;
    *module = key.module;
    py.PyErr_Clear();
    return Resolution::kNeedsHome;
  }
  // (callable, is it a coroutine function?, framed, framed with keywords)
  *wants_loop = py.PyObject_IsTrue(py.PyTuple_GetItem(found.get(), 1)) == 1;
  entry.callable = PyOwned::FromBorrowed(py.PyTuple_GetItem(found.get(), 0));
  entry.framed = PyOwned::FromBorrowed(py.PyTuple_GetItem(found.get(), 2));
  entry.framed_with_keywords = PyOwned::FromBorrowed(py.PyTuple_GetItem(found.get(), 3));
  *callable = entry.Framed(has_keywords);
  entry.wants_loop = *wants_loop;
  entry.imported = true;
  entry.home_version = home_version;
  return Resolution::kFound;
}

PyOwned FunctionFoundBefore(CallCaches& caches, const FunctionKey& key) {
  const auto entry = caches.functions.find(&key);
  PyOwned callable;
  if (entry == caches.functions.end() || entry->second.wants_loop) return callable;
  if (!LookUp(entry->second, false, &callable)) callable.Reset(nullptr);
  return callable;
}

}  // namespace pyloom
