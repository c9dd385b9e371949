#include "binding/scalar.h"

#include <cmath>

#include "pyloom/js_values.h"
#include "python/type_of.h"

namespace pyloom {

bool Scalar::Read(napi_env env, napi_value value, DirectText* texts) {
  napi_typeof(env, value, &type);
  if (type == napi_number) return napi_get_value_double(env, value, &number) == napi_ok;
  if (type == napi_string) return texts->Read(env, value, &text);
  if (type == napi_boolean) return napi_get_value_bool(env, value, &boolean) == napi_ok;
  return type == napi_null || type == napi_undefined;
}

PyObject* Scalar::ToPython(DirectText* texts) const {
  if (type == napi_number) {
    const bool integral = std::trunc(number) == number &&
                          std::fabs(number) <= kLargestSafeInteger &&
                          !(number == 0 && std::signbit(number));
    return integral ? py.PyLong_FromLongLong(static_cast<long long>(number))
                    : py.PyFloat_FromDouble(number);
  }
  if (type == napi_string) return texts->ToPython(text);
  PyObject* object = type != napi_boolean ? py._Py_NoneStruct
                     : boolean            ? py._Py_TrueStruct
                                          : py._Py_FalseStruct;
  py.Py_IncRef(object);
  return object;
}

bool Scalar::FromPython(PyObject* object, DirectText* texts) {
  PyObject* const kind = TypeOf(object);
  if (kind == py.PyFloat_Type) {
    type = napi_number;
    number = py.PyFloat_AsDouble(object);
    return true;
  }
  if (kind == py.PyLong_Type) {
    int overflow = 0;
    const long long integer = py.PyLong_AsLongLongAndOverflow(object, &overflow);
    type = napi_number;
    number = static_cast<double>(integer);
    return overflow == 0 && std::fabs(number) <= kLargestSafeInteger;
  }
  if (kind == py.PyUnicode_Type) {
    type = napi_string;
    return texts->Read(object, &text);
  }
  type = kind == py.PyBool_Type ? napi_boolean : napi_null;
  boolean = object == py._Py_TrueStruct;
  return kind == py.PyBool_Type || object == py._Py_NoneStruct;
}

napi_value Scalar::ToJavaScript(napi_env env, DirectText* texts) const {
  if (type == napi_number) return Number(env, number);
  if (type == napi_string) return texts->ToJavaScript(env, text);
  if (type == napi_boolean) return Boolean(env, boolean);
  napi_value null;
  napi_get_null(env, &null);
  return null;
}

}  // namespace pyloom
