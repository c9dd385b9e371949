// The few things of CPython's ABI that the addon relies on. One binary serves 3.9 to 3.15 and the
// free-threaded builds, so objects stay opaque and only structs whose layout is the same in all of
// them are spelt out.
#ifndef PYLOOM_PYTHON_ABI_H_
#define PYLOOM_PYTHON_ABI_H_

#include <cstddef>
#include <cstdint>

struct _object;
struct _ts;
struct _is;
struct PyInitConfig;

using PyObject = _object;
using PyThreadState = _ts;
using PyInterpreterState = _is;
using Py_ssize_t = ptrdiff_t;
using Py_hash_t = ptrdiff_t;
using PyCFunction = PyObject* (*)(PyObject*, PyObject*);
using PyCFunctionFastWithKeywords = PyObject* (*)(PyObject* self, PyObject* const* args,
                                                  Py_ssize_t count, PyObject* keyword_names);

struct PyMethodDef {
  const char* name;
  PyCFunction function;
  int flags;
  const char* doc;
};

struct PyType_Slot {
  int slot;
  void* function;
};

struct PyType_Spec {
  const char* name;
  int basicsize;
  int itemsize;
  unsigned int flags;
  PyType_Slot* slots;
};

struct Py_buffer {
  void* buf;
  PyObject* obj;
  Py_ssize_t len;
  Py_ssize_t itemsize;
  int readonly;
  int ndim;
  char* format;
  Py_ssize_t* shape;
  Py_ssize_t* strides;
  Py_ssize_t* suboffsets;
  void* internal;
};

struct PyStatus {
  int type;
  const char* func;
  const char* err_msg;
  int exitcode;
};

struct PyInterpreterConfig {
  int use_main_obmalloc;
  int allow_fork;
  int allow_exec;
  int allow_threads;
  int allow_daemon_threads;
  int check_multi_interp_extensions;
  int gil;
};

// A critical section of a free-threaded build (3.13): what `Py_BEGIN_CRITICAL_SECTION` puts on the
// stack.
struct PyCriticalSection {
  uintptr_t previous;
  void* mutex;
};

namespace pyloom {

inline constexpr int kMethVarargs = 0x0001;
inline constexpr int kMethNoArgs = 0x0004;
inline constexpr int kMethO = 0x0008;
inline constexpr int kMethFastcall = 0x0080;
inline constexpr int kMethKeywords = 0x0002;

inline constexpr int kOwnGil = 2;

inline constexpr int kSlotBufferGet = 1;
inline constexpr int kSlotDealloc = 52;
inline constexpr unsigned kTypeFlagsDefault = 1U << 18;
inline constexpr unsigned long kTypeHeap = 1UL << 9;
inline constexpr unsigned long kTypeLongSubclass = 1UL << 24;
inline constexpr unsigned long kTypeListSubclass = 1UL << 25;
inline constexpr unsigned long kTypeTupleSubclass = 1UL << 26;
inline constexpr unsigned long kTypeBytesSubclass = 1UL << 27;
inline constexpr unsigned long kTypeUnicodeSubclass = 1UL << 28;
inline constexpr unsigned long kTypeDictSubclass = 1UL << 29;

inline constexpr int kBufferWritable = 0x0001;
inline constexpr int kBufferFormat = 0x0004;
inline constexpr int kBufferNd = 0x0008;
inline constexpr int kBufferStrides = 0x0010 | kBufferNd;
inline constexpr int kBufferFortran = 0x0040 | kBufferStrides;
inline constexpr int kBufferIndirect = 0x0100 | kBufferStrides;
inline constexpr int kBufferFullReadOnly = kBufferIndirect | kBufferFormat;

inline constexpr size_t kVectorcallArgumentsOffset = static_cast<size_t>(1)
                                                     << (8 * sizeof(size_t) - 1);

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_ABI_H_
