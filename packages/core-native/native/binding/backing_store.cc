#include "binding/backing_store.h"

#include "binding/gnu_shared_ptr.h"
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
// ArrayBuffer::New(Isolate*, std::shared_ptr<BackingStore>): its name tells whose shared_ptr it is.
constexpr char kMakesGnu[] =
    "_ZN2v811ArrayBuffer3NewEPNS_7IsolateESt10shared_ptrINS_12BackingStoreEE";
#ifdef _LIBCPP_VERSION
constexpr char kMakesLlvm[] =
    "_ZN2v811ArrayBuffer3NewEPNS_7IsolateENSt3__110shared_ptrINS_12BackingStoreEEE";
#endif

// A member function called as a plain one, which in the Itanium ABI is the same. `self` is a
// v8::ArrayBuffer* or v8::SharedArrayBuffer*, which is what a napi_value is.
template <typename Pointer>
using Getter = Pointer (*)(napi_value self);

// One of V8's functions, of which there is one at most.
class GetBackingStore {
 public:
  explicit GetBackingStore(const char* symbol) {
    if (FindInProcess(kMakesGnu) != nullptr) {
      gnu_ = reinterpret_cast<Getter<GnuSharedPtr> >(FindInProcess(symbol));
    }
#ifdef _LIBCPP_VERSION
    if (FindInProcess(kMakesLlvm) != nullptr) {
      own_ = reinterpret_cast<Getter<std::shared_ptr<void> > >(FindInProcess(symbol));
    }
#endif
  }

  bool is_there() const { return gnu_ != nullptr || own_ != nullptr; }

  std::shared_ptr<void> operator()(napi_value self) const {
    if (gnu_ != nullptr) return gnu_(self).Take();
    return own_ == nullptr ? nullptr : own_(self);
  }

 private:
  Getter<GnuSharedPtr> gnu_ = nullptr;
  Getter<std::shared_ptr<void> > own_ = nullptr;
};

}  // namespace

std::shared_ptr<void> BackingStoreOf(napi_value array_buffer, bool is_shared) {
  static const GetBackingStore of_array_buffer(kOfArrayBuffer);
  static const GetBackingStore of_shared(kOfSharedArrayBuffer);
  return (is_shared ? of_shared : of_array_buffer)(array_buffer);
}

bool KeepsBackingStores() { return GetBackingStore(kOfSharedArrayBuffer).is_there(); }

#endif

}  // namespace pyloom
