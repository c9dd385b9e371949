// What the client's converters make of a value.

#include "convert/from_python_nesting.h"
#include "convert/text_of.h"
#include "python/type_of.h"

namespace pyloom {

bool FromPython::Converted(PyObject* value, PyObject* type, bool* encoded) {
  const Converter* const converter = converters_->For(type);
  if (converter == nullptr) return true;
  *encoded = true;
  if (converter->kind == Converter::Kind::kFunction) {
    return Reference(value, QualifiedTypeName(type), converter);
  }
  // What one gives may have another one, and so on.
  Nesting nesting(this, value);
  if (!nesting) return false;
  PyOwned given;
  if (converter->kind == Converter::Kind::kMethod) {
    PyOwned method(py.PyObject_GetAttrString(value, converter->method.c_str()));
    if (method) given.Reset(py.PyObject_CallObject(method.get(), nullptr));
  } else {
    given.Reset(converter->kind == Converter::Kind::kStr ? py.PyObject_Str(value)
                                                         : py.PyObject_Repr(value));
  }
  if (!given) return false;
  PyObject* const given_type = TypeOf(given.get());
  if (converters_->For(given_type) != converter) return Value(given.get());
  // Not once more by the one that has just given it.
  return converts_basic_types_ ? ByType(given.get(), given_type) : Object(given.get(), given_type);
}

}  // namespace pyloom
