#include "native_functions.h"

#include <atomic>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "function_call.h"

namespace pyloom {
namespace {

void Get(Store& store, FunctionCall& call) {
  call.CheckCount(1, 1);
  const std::optional<Value> value = store.Get(call.Key(0));
  if (!value) return call.ReturnNil();
  if (value->is_counter()) return call.ReturnInteger(value->counter());
  call.Return(*value->bytes());
}

void Set(Store& store, FunctionCall& call) {
  call.CheckCount(2, 2);
  const KeyView key = call.Key(0);
  call.CheckFull(store.Set(key, Value::FromWire(call.PlainData(1))).full, store);
  call.ReturnNil();
}

void Delete(Store& store, FunctionCall& call) {
  call.CheckCount(1, 1);
  call.ReturnBoolean(store.Delete(call.Key(0)));
}

void Keys(Store& store, FunctionCall& call) {
  call.CheckCount(0, 1);
  const bool is_filtered = call.count() == 1 && !call.IsNil(0);
  call.Return(EncodeKeys(store.Keys(is_filtered ? call.Key(0).bytes : std::string_view())).view());
}

void Clear(Store& store, FunctionCall& call) {
  call.CheckCount(0, 0);
  store.Clear();
  call.ReturnNil();
}

void Add(Store& store, FunctionCall& call, bool subtract) {
  call.CheckCount(1, 2);
  const KeyView key = call.Key(0);
  const int64_t by = call.count() == 2 ? call.Integer(1) : 1;
  const Store::Added added = store.Add(key, by, subtract);
  switch (added.status) {
    case Store::Added::Status::kOk:
      return call.ReturnInteger(added.value);
    case Store::Added::Status::kNotInteger:
      call.Refuse(PYLOOM_NATIVE_TYPE_ERROR, call.Quote(key) + " holds no integer; it is unchanged");
    case Store::Added::Status::kOverflow:
      call.Refuse(PYLOOM_NATIVE_OVERFLOW_ERROR,
                  call.Quote(key) + " would be beyond 64 bits; it is unchanged");
    case Store::Added::Status::kFull:
      call.CheckFull(added.full, store);
  }
}

void Increment(Store& store, FunctionCall& call) { Add(store, call, false); }

void Decrement(Store& store, FunctionCall& call) { Add(store, call, true); }

// What the native functions of a store share.
struct Context {
  explicit Context(std::shared_ptr<Store> store) : store(std::move(store)) {}

  std::shared_ptr<Store> store;
  std::atomic<uint64_t> references{1};
};

void Retain(void* data) {
  static_cast<Context*>(data)->references.fetch_add(1, std::memory_order_relaxed);
}

void Release(void* data) {
  auto* context = static_cast<Context*>(data);
  if (context->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete context;
}

// The boundary: nothing is thrown beyond it.
template <void (*body)(Store&, FunctionCall&)>
pyloom_native_status Invoke(void* data, const uint8_t* arguments, size_t length,
                            const pyloom_native_output* output) noexcept {
  try {
    FunctionCall call(std::string_view(reinterpret_cast<const char*>(arguments), length), *output);
    try {
      body(*static_cast<Context*>(data)->store, call);
      return PYLOOM_NATIVE_OK;
    } catch (const Refusal& refusal) {
      call.Return(refusal.message);
      return refusal.status;
    }
  } catch (const std::bad_alloc&) {
    return PYLOOM_NATIVE_MEMORY_ERROR;
  }
}

struct Entry {
  const char* name;
  decltype(pyloom_native_function::invoke) invoke;
};

constexpr Entry kEntries[kNativeFunctions] = {
    {"state_get", Invoke<Get>},        {"state_set", Invoke<Set>},
    {"state_delete", Invoke<Delete>},  {"state_keys", Invoke<Keys>},
    {"state_clear", Invoke<Clear>},    {"state_incr", Invoke<Increment>},
    {"state_decr", Invoke<Decrement>},
};

}  // namespace

pyloom_native_function MakeNativeFunction(size_t index, const std::shared_ptr<Store>& store) {
  const Entry& entry = kEntries[index];
  return {
      PYLOOM_NATIVE_FUNCTION_ABI, entry.name, new Context(store), entry.invoke, Retain, Release};
}

}  // namespace pyloom
