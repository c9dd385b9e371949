// CPython's C-API as one table of function pointers, filled from the libpython that was found. The
// addon links no libpython; a function that only newer versions have may be null.
//
// Filled once, before the first thread that uses it starts; read-only afterwards.
#ifndef PYLOOM_PYTHON_API_H_
#define PYLOOM_PYTHON_API_H_

#include <string>

#include "platform/dynamic_library.h"
#include "python/abi.h"

namespace pyloom {

// In every version from 3.9 on.
#define PYLOOM_PYTHON_FUNCTIONS(X)                                               \
  X(void, Py_InitializeEx, (int))                                                \
  X(int, Py_IsInitialized, ())                                                   \
  X(wchar_t*, Py_DecodeLocale, (const char*, size_t*))                           \
  X(int, Py_GetRecursionLimit, ())                                               \
  X(void, Py_SetRecursionLimit, (int))                                           \
  X(int, Py_EnterRecursiveCall, (const char*))                                   \
  X(void, Py_LeaveRecursiveCall, ())                                             \
  X(const char*, Py_GetVersion, ())                                              \
  X(PyThreadState*, PyEval_SaveThread, ())                                       \
  X(void, PyEval_RestoreThread, (PyThreadState*))                                \
  X(PyThreadState*, PyThreadState_New, (PyInterpreterState*))                    \
  X(PyThreadState*, PyThreadState_Get, ())                                       \
  X(PyObject*, PyThreadState_GetFrame, (PyThreadState*))                         \
  X(PyInterpreterState*, PyThreadState_GetInterpreter, (PyThreadState*))         \
  X(void, PyThreadState_Clear, (PyThreadState*))                                 \
  X(void, PyThreadState_Delete, (PyThreadState*))                                \
  X(void, PyThreadState_DeleteCurrent, ())                                       \
  X(int, PyThreadState_SetAsyncExc, (unsigned long, PyObject*))                  \
  X(unsigned long, PyThread_get_thread_ident, ())                                \
  X(PyInterpreterState*, PyInterpreterState_Main, ())                            \
  X(void, Py_IncRef, (PyObject*))                                                \
  X(void, Py_DecRef, (PyObject*))                                                \
  X(PyObject*, PyImport_ImportModule, (const char*))                             \
  X(PyObject*, PyImport_GetModuleDict, ())                                       \
  X(PyObject*, PyImport_GetModule, (PyObject*))                                  \
  X(PyObject*, PySys_GetObject, (const char*))                                   \
  X(int, PySys_SetObject, (const char*, PyObject*))                              \
  X(PyObject*, PyModule_New, (const char*))                                      \
  X(void*, PyModule_GetDef, (PyObject*))                                         \
  X(PyObject*, PyCFunction_NewEx, (PyMethodDef*, PyObject*, PyObject*))          \
  X(PyObject*, PyCFunction_GetSelf, (PyObject*))                                 \
  X(PyObject*, PyType_FromSpec, (PyType_Spec*))                                  \
  X(unsigned long, PyType_GetFlags, (PyObject*))                                 \
  X(int, PyType_IsSubtype, (PyObject*, PyObject*))                               \
  X(PyObject*, PyObject_Type, (PyObject*))                                       \
  X(PyObject*, PyObject_GetAttr, (PyObject*, PyObject*))                         \
  X(PyObject*, PyObject_GetAttrString, (PyObject*, const char*))                 \
  X(int, PyObject_SetAttrString, (PyObject*, const char*, PyObject*))            \
  X(int, PyObject_HasAttrString, (PyObject*, const char*))                       \
  X(PyObject*, PyObject_Call, (PyObject*, PyObject*, PyObject*))                 \
  X(PyObject*, PyObject_CallObject, (PyObject*, PyObject*))                      \
  X(PyObject*, PyObject_Str, (PyObject*))                                        \
  X(PyObject*, PyObject_Repr, (PyObject*))                                       \
  X(PyObject*, PyObject_GetIter, (PyObject*))                                    \
  X(PyObject*, PyIter_Next, (PyObject*))                                         \
  X(int, PyObject_IsTrue, (PyObject*))                                           \
  X(int, PyObject_GetBuffer, (PyObject*, Py_buffer*, int))                       \
  X(void, PyBuffer_Release, (Py_buffer*))                                        \
  X(int, PyBuffer_IsContiguous, (const Py_buffer*, char))                        \
  X(int, PyBuffer_ToContiguous, (void*, const Py_buffer*, Py_ssize_t, char))     \
  X(PyObject*, PyMemoryView_FromObject, (PyObject*))                             \
  X(void, PyObject_Free, (void*))                                                \
  X(PyObject*, PyBool_FromLong, (long))                                          \
  X(PyObject*, PyLong_FromLongLong, (long long))                                 \
  X(PyObject*, PyLong_FromUnsignedLongLong, (unsigned long long))                \
  X(long long, PyLong_AsLongLongAndOverflow, (PyObject*, int*))                  \
  X(unsigned long long, PyLong_AsUnsignedLongLong, (PyObject*))                  \
  X(PyObject*, PyFloat_FromDouble, (double))                                     \
  X(double, PyFloat_AsDouble, (PyObject*))                                       \
  X(PyObject*, PyUnicode_DecodeUTF8, (const char*, Py_ssize_t, const char*))     \
  X(PyObject*, PyUnicode_FromKindAndData, (int, const void*, Py_ssize_t))        \
  X(PyObject*, PyUnicode_FromString, (const char*))                              \
  X(PyObject*, PyUnicode_FromStringAndSize, (const char*, Py_ssize_t))           \
  X(const char*, PyUnicode_AsUTF8AndSize, (PyObject*, Py_ssize_t*))              \
  X(Py_ssize_t, PyUnicode_GetLength, (PyObject*))                                \
  X(uint32_t*, PyUnicode_AsUCS4, (PyObject*, uint32_t*, Py_ssize_t, int))        \
  X(PyObject*, PyUnicode_AsEncodedString, (PyObject*, const char*, const char*)) \
  X(void, PyUnicode_InternInPlace, (PyObject**))                                 \
  X(PyObject*, PyBytes_FromStringAndSize, (const char*, Py_ssize_t))             \
  X(int, PyBytes_AsStringAndSize, (PyObject*, char**, Py_ssize_t*))              \
  X(char*, PyByteArray_AsString, (PyObject*))                                    \
  X(Py_ssize_t, PyByteArray_Size, (PyObject*))                                   \
  X(PyObject*, PyList_New, (Py_ssize_t))                                         \
  X(Py_ssize_t, PyList_Size, (PyObject*))                                        \
  X(PyObject*, PyList_GetItem, (PyObject*, Py_ssize_t))                          \
  X(int, PyList_SetItem, (PyObject*, Py_ssize_t, PyObject*))                     \
  X(int, PyList_Append, (PyObject*, PyObject*))                                  \
  X(PyObject*, PyTuple_New, (Py_ssize_t))                                        \
  X(Py_ssize_t, PyTuple_Size, (PyObject*))                                       \
  X(PyObject*, PyTuple_GetItem, (PyObject*, Py_ssize_t))                         \
  X(int, PyTuple_SetItem, (PyObject*, Py_ssize_t, PyObject*))                    \
  X(PyObject*, PyDict_New, ())                                                   \
  X(int, PyDict_SetItem, (PyObject*, PyObject*, PyObject*))                      \
  X(int, PyDict_SetItemString, (PyObject*, const char*, PyObject*))              \
  X(PyObject*, PyDict_GetItemString, (PyObject*, const char*))                   \
  X(int, PyDict_Next, (PyObject*, Py_ssize_t*, PyObject**, PyObject**))          \
  X(Py_ssize_t, PyDict_Size, (PyObject*))                                        \
  X(PyObject*, PySet_New, (PyObject*))                                           \
  X(int, PySet_Add, (PyObject*, PyObject*))                                      \
  X(Py_ssize_t, PySet_Size, (PyObject*))                                         \
  X(PyObject*, PyCapsule_New, (void*, const char*, void (*)(PyObject*)))         \
  X(int, PyCapsule_IsValid, (PyObject*, const char*))                            \
  X(void*, PyCapsule_GetPointer, (PyObject*, const char*))                       \
  X(PyObject*, PyContextVar_New, (const char*, PyObject*))                       \
  X(int, PyContextVar_Get, (PyObject*, PyObject*, PyObject**))                   \
  X(PyObject*, PyErr_Occurred, ())                                               \
  X(void, PyErr_Fetch, (PyObject**, PyObject**, PyObject**))                     \
  X(void, PyErr_NormalizeException, (PyObject**, PyObject**, PyObject**))        \
  X(PyObject*, PyException_GetTraceback, (PyObject*))                            \
  X(int, PyException_SetTraceback, (PyObject*, PyObject*))                       \
  X(void, PyErr_Restore, (PyObject*, PyObject*, PyObject*))                      \
  X(void, PyErr_Clear, ())                                                       \
  X(int, PyErr_ExceptionMatches, (PyObject*))                                    \
  X(void, PyErr_SetString, (PyObject*, const char*))                             \
  X(void, PyErr_SetObject, (PyObject*, PyObject*))                               \
  X(void, PyErr_SetNone, (PyObject*))                                            \
  X(PyObject*, PyErr_NoMemory, ())                                               \
  X(int, PyRun_SimpleStringFlags, (const char*, void*))                          \
  X(PyObject*, PyStructSequence_New, (PyObject*))                                \
  X(void, PyStructSequence_SetItem, (PyObject*, Py_ssize_t, PyObject*))

// Newer, or gone again.
#define PYLOOM_PYTHON_OPTIONAL_FUNCTIONS(X)                                                  \
  X(void, Py_SetProgramName, (const wchar_t*))        /* to 3.14 */                          \
  X(PyObject*, PyObject_Vectorcall,                   /* from 3.11; inline */                \
    (PyObject*, PyObject* const*, size_t, PyObject*)) /* before that */                      \
  X(PyObject*, _PyObject_Vectorcall,                  /* ... */                              \
    (PyObject*, PyObject* const*, size_t, PyObject*))                                        \
  X(PyStatus, Py_NewInterpreterFromConfig, /* 3.12 */                                        \
    (PyThreadState**, const PyInterpreterConfig*))                                           \
  X(int, PyGILState_Check, ())                                      /* asked for others */   \
  X(PyThreadState*, _PyThreadState_UncheckedGet, ())                /* to 3.12 */            \
  X(PyThreadState*, PyThreadState_GetUnchecked, ())                 /* 3.13 */               \
  X(PyObject*, PyList_GetItemRef, (PyObject*, Py_ssize_t))          /* 3.13 */               \
  X(void, PyCriticalSection_Begin, (PyCriticalSection*, PyObject*)) /* 3.13, what the */     \
  X(void, PyCriticalSection_End, (PyCriticalSection*))              /* free-threaded need */ \
  X(PyInitConfig*, PyInitConfig_Create, ())                         /* 3.14 */               \
  X(void, PyInitConfig_Free, (PyInitConfig*))                                                \
  X(int, PyInitConfig_SetStr, (PyInitConfig*, const char*, const char*))                     \
  X(int, PyInitConfig_SetInt, (PyInitConfig*, const char*, int64_t))                         \
  X(int, PyInitConfig_GetError, (PyInitConfig*, const char**))                               \
  X(int, Py_InitializeFromInitConfig, (PyInitConfig*))

// Types, singletons and exceptions that are static, and so the same in all interpreters.
// clang-format off: it never comes to rest over these two.
#define PYLOOM_PYTHON_STATIC_OBJECTS(X) \
  X(PyBool_Type) X(PyLong_Type) X(PyFloat_Type) X(PyUnicode_Type) X(PyBytes_Type) \
  X(PyByteArray_Type) X(PyList_Type) X(PyTuple_Type) X(PyDict_Type) X(PySet_Type) \
  X(PyFrozenSet_Type) X(PyCFunction_Type) X(PyCapsule_Type) X(PyType_Type) \
  X(PyMemoryView_Type) X(_Py_NoneStruct) X(_Py_TrueStruct) X(_Py_FalseStruct)

#define PYLOOM_PYTHON_EXCEPTIONS(X) \
  X(PyExc_Exception) X(PyExc_ImportError) X(PyExc_TypeError) X(PyExc_ValueError) \
  X(PyExc_OverflowError) X(PyExc_MemoryError) X(PyExc_RuntimeError) X(PyExc_LookupError) \
  X(PyExc_BufferError) X(PyExc_RecursionError) X(PyExc_KeyboardInterrupt)
// clang-format on

struct PythonApi {
#define PYLOOM_DECLARE_FUNCTION(result, name, parameters) result(*name) parameters = nullptr;
  PYLOOM_PYTHON_FUNCTIONS(PYLOOM_DECLARE_FUNCTION)
  PYLOOM_PYTHON_OPTIONAL_FUNCTIONS(PYLOOM_DECLARE_FUNCTION)
#undef PYLOOM_DECLARE_FUNCTION
#define PYLOOM_DECLARE_OBJECT(name) PyObject* name = nullptr;
  PYLOOM_PYTHON_STATIC_OBJECTS(PYLOOM_DECLARE_OBJECT)
  PYLOOM_PYTHON_EXCEPTIONS(PYLOOM_DECLARE_OBJECT)
#undef PYLOOM_DECLARE_OBJECT

  // Set before Py_InitializeEx to start without site; absent once PyInitConfig is there.
  int* Py_NoSiteFlag = nullptr;
  // Set before Py_InitializeEx; likewise.
  int* Py_UTF8Mode = nullptr;

  bool free_threaded = false;
  // A free-threaded CPython before 3.14.4: whole pages of memory are lost to the thread that has
  // allocated them, until it ends (https://github.com/python/cpython/issues/145615).
  bool loses_pages = false;
  // From 3.15 on (PEP 686).
  bool utf8_by_default = false;

  // False, with the name of the first symbol that is missing, when this is no CPython from 3.9 on.
  bool Load(const DynamicLibrary& library, std::string* missing);
};

// The one table of the process.
extern PythonApi py;

}  // namespace pyloom

#endif  // PYLOOM_PYTHON_API_H_
