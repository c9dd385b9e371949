// A number, boolean, null or text on its way between the languages, without the wire.
#ifndef PYLOOM_BINDING_SCALAR_H_
#define PYLOOM_BINDING_SCALAR_H_

#include <node_api.h>

#include "binding/direct_text.h"
#include "pyloom/js_values.h"
#include "pyloom/wire_format.h"
#include "python/owned.h"

namespace pyloom {

struct Scalar {
  double number = 0;
  DirectText::Slice text;
  napi_valuetype type = napi_undefined;
  bool boolean = false;

  // False: it is something else, or a long text.
  bool Read(napi_env env, napi_value value, DirectText* texts);
  // With the GIL. A new reference; null with a Python error set.
  PyObject* ToPython(DirectText* texts) const;

  // With the GIL. False: it is something else, a long text, or an integer that needs a bigint.
  bool FromPython(PyObject* object, DirectText* texts);
  napi_value ToJavaScript(napi_env env, DirectText* texts) const;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_SCALAR_H_
