#include "convert/text_of.h"

#include "python/type_of.h"

namespace pyloom {

namespace {

constexpr size_t kLongestDescription = 80;

// Cuts a text, between characters.
void Shorten(std::string* text) {
  if (text->size() <= kLongestDescription) return;
  size_t end = kLongestDescription;
  while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xc0) == 0x80) --end;
  text->resize(end);
  *text += "…";
}

}  // namespace

std::string TextOfString(PyObject* string) {
  if (string != nullptr && (py.PyType_GetFlags(TypeOf(string)) & kTypeUnicodeSubclass) != 0) {
    PyOwned bytes(py.PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace"));
    char* data = nullptr;
    Py_ssize_t length = 0;
    if (bytes && py.PyBytes_AsStringAndSize(bytes.get(), &data, &length) == 0) {
      return std::string(data, static_cast<size_t>(length));
    }
  }
  py.PyErr_Clear();
  return "?";
}

std::string DescribeObject(PyObject* object) {
  PyOwned representation(py.PyObject_Repr(object));
  std::string text;
  if (representation) {
    text = TextOfString(representation.get());
  } else {
    py.PyErr_Clear();
    text = "<" + QualifiedTypeName(TypeOf(object)) + ">";
  }
  Shorten(&text);
  return text;
}

std::string QualifiedTypeName(PyObject* type) {
  std::string name;
  for (const char* attribute : {"__module__", "__qualname__"}) {
    PyOwned part(py.PyObject_GetAttrString(type, attribute));
    if (!part) py.PyErr_Clear();
    const std::string text =
        part && TypeOf(part.get()) == py.PyUnicode_Type ? TextOfString(part.get()) : "?";
    if (!name.empty()) name += '.';
    name += text;
  }
  constexpr std::string_view builtins = "builtins.";
  return name.starts_with(builtins) ? name.substr(builtins.size()) : name;
}

std::string TakeErrorText() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  py.PyErr_NormalizeException(&type, &value, &traceback);
  PyOwned owned_type(type), owned_value(value), owned_traceback(traceback);
  if (!owned_value) return "an unknown error";
  PyOwned string(py.PyObject_Str(owned_value.get()));
  if (!string) py.PyErr_Clear();
  return QualifiedTypeName(owned_type.get()) + ": " + TextOfString(string.get());
}

std::string TakeImportErrorText() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  py.PyErr_Fetch(&type, &value, &traceback);
  py.PyErr_NormalizeException(&type, &value, &traceback);
  PyOwned owned_type(type), owned_value(value), owned_traceback(traceback);
  PyOwned text(value == nullptr ? nullptr : py.PyObject_GetAttrString(value, "msg"));
  return TextOfString(text.get());
}

}  // namespace pyloom
