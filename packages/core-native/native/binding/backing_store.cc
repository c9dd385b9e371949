#include "binding/backing_store.h"

#include "platform/dynamic_library.h"

namespace pyloom {

#ifdef _WIN32

// Returning an object from a member function is another convention there.
std::shared_ptr<void> BackingStoreOf(napi_value, bool) { return nullptr; }
bool KeepsBackingStores() { return false; }

#else

namespace {

constexpr char kOfArrayBuffer[] = "_ZN2v811ArrayBuffer15GetBackingStoreEv";
constexpr char kOfSharedArrayBuffer[] = "_ZN2v817SharedArrayBuffer15GetBackingStoreEv";
// ArrayBuffer::New(Isolate*, std::shared_ptr<BackingStore>): that its name has our own library's
// shared_ptr in it proves that node's is laid out as ours.
#ifdef _LIBCPP_VERSION
constexpr char kSameLibrary[] =
    "_ZN2v811ArrayBuffer3NewEPNS_7IsolateENSt3__110shared_ptrINS_12BackingStoreEEE";
#else
constexpr char kSameLibrary[] =
    "_ZN2v811ArrayBuffer3NewEPNS_7IsolateESt10shared_ptrINS_12BackingStoreEE";
#endif

// A member function called as a plain one, which in the Itanium ABI is the same. `self` is a
// v8::ArrayBuffer* or v8::SharedArrayBuffer*, which is what a napi_value is.
using GetBackingStore = std::shared_ptr<void> (*)(napi_value self);

GetBackingStore Find(const char* symbol) {
  if (FindInProcess(kSameLibrary) == nullptr) return nullptr;
  return reinterpret_cast<GetBackingStore>(FindInProcess(symbol));
}

}  // namespace

std::shared_ptr<void> BackingStoreOf(napi_value array_buffer, bool is_shared) {
  static const GetBackingStore of_array_buffer = Find(kOfArrayBuffer);
  static const GetBackingStore of_shared = Find(kOfSharedArrayBuffer);
  const GetBackingStore get = is_shared ? of_shared : of_array_buffer;
  return get == nullptr ? nullptr : get(array_buffer);
}

bool KeepsBackingStores() { return Find(kOfSharedArrayBuffer) != nullptr; }

#endif

}  // namespace pyloom
