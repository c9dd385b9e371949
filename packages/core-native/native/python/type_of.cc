#include "python/type_of.h"

namespace pyloom {

size_t type_offset = 0;

bool MeasureTypeOffset() {
  constexpr size_t longest_header = 64;
  for (size_t offset = 0; offset < longest_header; offset += sizeof(void*)) {
    type_offset = offset;
    // Types are objects themselves, and static, so that all of their first 64 bytes can be read.
    if (TypeOf(py.PyLong_Type) == py.PyType_Type && TypeOf(py.PyUnicode_Type) == py.PyType_Type &&
        TypeOf(py.PyDict_Type) == py.PyType_Type) {
      return true;
    }
  }
  return false;
}

}  // namespace pyloom
