#include "bindings.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "call.h"
#include "function_call.h"
#include "native_functions.h"
#include "pyloom/js_values.h"
#include "pyloom/wire_format.h"
#include "registry.h"

namespace pyloom {
namespace {

// What a write answers, apart from the values of Full.
constexpr int32_t kDiffers = 3;

napi_value MakeInt32(napi_env env, int32_t value) {
  napi_value result = nullptr;
  napi_create_int32(env, value, &result);
  return result;
}

// A number, or a bigint where a number would not be exact.
napi_value MakeInteger(napi_env env, int64_t value) {
  napi_value result = nullptr;
  if (value >= -kLargestSafeInteger && value <= kLargestSafeInteger) {
    napi_create_int64(env, value, &result);
  } else {
    napi_create_bigint_int64(env, value, &result);
  }
  return result;
}

napi_value MakeBuffer(napi_env env, std::string_view bytes) {
  napi_value result = nullptr;
  napi_create_buffer_copy(env, bytes.size(), bytes.data(), nullptr, &result);
  return result;
}

napi_value MakeLimit(napi_env env, uint64_t limit) {
  return Number(env, limit == Limits::kNone ? INFINITY : static_cast<double>(limit));
}

napi_value MakeWritten(napi_env env, const Store::Written& written) {
  return MakeInt32(env, written.differs ? kDiffers : static_cast<int32_t>(written.full));
}

// Short encoded values through the scratch: its length is answered.
napi_value MakeEncoded(const Call<2>& call, std::string_view bytes) {
  Connection& connection = *call.owner;
  if (bytes.size() > connection.scratch_size()) return MakeBuffer(call.env, bytes);
  std::memcpy(connection.scratch(), bytes.data(), bytes.size());
  return MakeInt32(call.env, static_cast<int32_t>(bytes.size()));
}

napi_value Open(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  const std::u16string& name = call.String(0);
  const Limits limits{call.Limit(1), call.Limit(2)};
  auto store = name.empty() ? std::make_shared<Store>(limits) : Registry::Get().Open(name, limits);
  return MakeInt32(env, static_cast<int32_t>(call.owner->Open(std::move(store))));
}

napi_value Close(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->Close(call.Uint32(0));
  return nullptr;
}

napi_value MaxEntries(napi_env env, napi_callback_info info) {
  return MakeLimit(env, Call<1>(env, info).store().limits().entries);
}

napi_value MaxBytes(napi_env env, napi_callback_info info) {
  return MakeLimit(env, Call<1>(env, info).store().limits().bytes);
}

napi_value Size(napi_env env, napi_callback_info info) {
  return Number(env, static_cast<double>(Call<1>(env, info).store().size()));
}

napi_value Get(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  const std::optional<Value> value = call.store().Get(call.Key(1));
  if (!value) return MakeInt32(env, -1);
  if (!value->is_counter()) return MakeEncoded(call, *value->bytes());
  uint8_t bytes[kMostBytesOfInteger];
  const size_t size = WriteInteger(bytes, value->counter());
  return MakeEncoded(call, {reinterpret_cast<const char*>(bytes), size});
}

napi_value Has(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return Boolean(env, call.store().Has(call.Key(1)));
}

napi_value Set(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  Value value = Value::FromWire(call.Bytes(2).substr(0, call.Uint32(3)));
  return MakeWritten(env, call.store().Set(call.Key(1), std::move(value)));
}

// The expected value lies in front of the next one; nothing there: the key is to be missing.
napi_value CompareAndSet(napi_env env, napi_callback_info info) {
  const Call<5> call(env, info);
  const uint32_t middle = call.Uint32(3);
  const std::string_view bytes = call.Bytes(2).substr(0, call.Uint32(4));
  const Value expected = middle == 0 ? Value() : Value::FromWire(bytes.substr(0, middle));
  Value next = Value::FromWire(bytes.substr(middle));
  return MakeWritten(env, call.store().CompareAndSet(call.Key(1), middle == 0 ? nullptr : &expected,
                                                     std::move(next)));
}

// The sum; or a text that says why there is none.
napi_value Add(napi_env env, napi_callback_info info) {
  const Call<4> call(env, info);
  int64_t by = 0;
  if (napi_get_value_int64(env, call.values[2], &by) != napi_ok) {
    bool is_lossless = false;
    napi_get_value_bigint_int64(env, call.values[2], &by, &is_lossless);
  }
  const Store::Added added = call.store().Add(call.Key(1), by, call.Bool(3));
  using Status = Store::Added::Status;
  if (added.status == Status::kOk) return MakeInteger(env, added.value);
  const char* reason = added.status == Status::kNotInteger ? "not an integer"
                       : added.status == Status::kOverflow ? "overflow"
                       : added.full == Full::kEntries      ? "entries"
                                                           : "bytes";
  napi_value result = nullptr;
  napi_create_string_latin1(env, reason, NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value Delete(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return Boolean(env, call.store().Delete(call.Key(1)));
}

napi_value Keys(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return MakeBuffer(env, EncodeKeys(call.store().Keys(call.Key(1).bytes)).view());
}

napi_value Clear(napi_env env, napi_callback_info info) {
  Call<1>(env, info).store().Clear();
  return nullptr;
}

constexpr napi_type_tag kFunctionTag = {PYLOOM_NATIVE_FUNCTION_TAG_LOWER,
                                        PYLOOM_NATIVE_FUNCTION_TAG_UPPER};

napi_value MakeExternal(napi_env env, const pyloom_native_function& made) {
  const auto discard = [](napi_env, void* data, void*) {
    auto* function = static_cast<pyloom_native_function*>(data);
    function->release(function->context);
    delete function;
  };
  auto* function = new pyloom_native_function(made);
  napi_value external = nullptr;
  if (napi_create_external(env, function, discard, nullptr, &external) != napi_ok) {
    discard(env, function, nullptr);
    return nullptr;
  }
  napi_type_tag_object(env, external, &kFunctionTag);
  return external;
}

napi_value Functions(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  napi_value result = nullptr;
  napi_create_object(env, &result);
  for (size_t index = 0; index < kNativeFunctions; ++index) {
    const pyloom_native_function function =
        MakeNativeFunction(index, call.owner->Get(call.Uint32(0)));
    napi_set_named_property(env, result, function.name, MakeExternal(env, function));
  }
  return result;
}

// For tests and benchmarks: does what Python's thread would, `times` times: [status, result,
// nanoseconds each].
napi_value Invoke(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  void* data = nullptr;
  bool is_ours = false;
  napi_check_object_type_tag(env, call.values[0], &kFunctionTag, &is_ours);
  if (!is_ours || napi_get_value_external(env, call.values[0], &data) != napi_ok) {
    napi_throw_type_error(env, nullptr, "not a native function");
    return nullptr;
  }
  const auto& function = *static_cast<pyloom_native_function*>(data);
  const std::string arguments(call.Bytes(1));
  std::string result;
  const auto write = [](void* sink, const uint8_t* bytes, size_t length) {
    static_cast<std::string*>(sink)->append(reinterpret_cast<const char*>(bytes), length);
    return 0;
  };
  const pyloom_native_output output{&result, write};
  const uint32_t times = call.Uint32(2);
  pyloom_native_status status = PYLOOM_NATIVE_OK;
  function.retain(function.context);
  const auto start = std::chrono::steady_clock::now();
  for (uint32_t i = 0; i < times; ++i) {
    result.clear();
    status = function.invoke(function.context, reinterpret_cast<const uint8_t*>(arguments.data()),
                             arguments.size(), &output);
  }
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  function.release(function.context);
  napi_value answer = nullptr;
  napi_create_array_with_length(env, 3, &answer);
  napi_set_element(env, answer, 0, MakeInt32(env, status));
  napi_set_element(env, answer, 1, MakeBuffer(env, result));
  napi_set_element(env, answer, 2, Number(env, elapsed.count() / times));
  return answer;
}

// Nothing is thrown into Node: running out of memory becomes an error in JavaScript.
template <napi_value (*body)(napi_env, napi_callback_info)>
napi_value Guard(napi_env env, napi_callback_info info) noexcept {
  try {
    return body(env, info);
  } catch (const std::bad_alloc&) {
    napi_throw_range_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "The state store is out of memory");
    return nullptr;
  }
}

}  // namespace

napi_value Connect(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  Connection* connection = Connection::Create(env, call.values[0]);
  if (connection == nullptr) return nullptr;
  const auto method = [connection](const char* name, napi_callback callback) {
    return napi_property_descriptor{name,    nullptr, callback,        nullptr,
                                    nullptr, nullptr, napi_enumerable, connection};
  };
  const napi_property_descriptor methods[] = {
      method("open", Guard<Open>),
      method("close", Guard<Close>),
      method("maxEntries", Guard<MaxEntries>),
      method("maxBytes", Guard<MaxBytes>),
      method("size", Guard<Size>),
      method("get", Guard<Get>),
      method("has", Guard<Has>),
      method("set", Guard<Set>),
      method("compareAndSet", Guard<CompareAndSet>),
      method("add", Guard<Add>),
      method("delete", Guard<Delete>),
      method("keys", Guard<Keys>),
      method("clear", Guard<Clear>),
      method("functions", Guard<Functions>),
      method("invoke", Guard<Invoke>),
  };
  napi_value functions = nullptr;
  napi_create_object(env, &functions);
  napi_define_properties(env, functions, std::size(methods), methods);
  return functions;
}

}  // namespace pyloom
