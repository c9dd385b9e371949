#include "bindings.h"

#include <iterator>
#include <string>

#include "participant.h"
#include "pyloom/arguments.h"
#include "pyloom/js_values.h"

namespace pyloom {
namespace {

// The arguments of one call, and whose it is.
template <size_t kCount>
struct Call : Arguments<Participant, kCount> {
  using Arguments<Participant, kCount>::Arguments;

  // UTF-16, so that names that differ only in a lone surrogate stay two names.
  std::u16string String(size_t index) const {
    std::u16string text;
    this->Utf16(index, &text);
    return text;
  }
};

napi_value MakeInteger(napi_env env, int64_t value) {
  napi_value result = nullptr;
  napi_create_int64(env, value, &result);
  return result;
}

template <size_t count>
napi_value MakeArray(napi_env env, const double (&items)[count]) {
  napi_value result = nullptr;
  napi_create_array_with_length(env, count, &result);
  for (uint32_t index = 0; index < count; ++index) {
    napi_value item = nullptr;
    napi_create_double(env, items[index], &item);
    napi_set_element(env, result, index, item);
  }
  return result;
}

napi_value MakeFigures(napi_env env, const Figures& figures) {
  return MakeArray(env, {static_cast<double>(figures.current), static_cast<double>(figures.max)});
}

napi_value Open(napi_env env, napi_callback_info info) {
  const Call<3> call(env, info);
  return MakeInteger(env, call.owner->Open(call.String(0), call.Int64(1), call.Double(2)));
}

napi_value Close(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  call.owner->Close(call.Uint32(0));
  return nullptr;
}

napi_value Limits(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  Semaphore& semaphore = call.owner->Get(call.Uint32(0));
  return MakeArray(env, {static_cast<double>(semaphore.initial_max()),
                         static_cast<double>(semaphore.GetFigures().max), semaphore.max_waiting()});
}

napi_value TryTake(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return Boolean(env, call.owner->TryTake(call.Uint32(0)));
}

napi_value Give(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return MakeInteger(env, call.owner->Give(call.Uint32(0)));
}

napi_value Enqueue(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  const Participant::Entry entry = call.owner->Enqueue(call.Uint32(0), call.Bool(1));
  switch (entry.admission) {
    case Semaphore::Admission::kTaken:
      return MakeInteger(env, -1);
    case Semaphore::Admission::kQueued:
      return MakeInteger(env, entry.slot);
    case Semaphore::Admission::kRefused:
      break;
  }
  return MakeFigures(env, entry.refusal);
}

napi_value Withdraw(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  Figures refusal{};
  return call.owner->Withdraw(call.Uint32(0), refusal) ? MakeFigures(env, refusal) : nullptr;
}

napi_value FetchGrant(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return MakeInteger(env, call.owner->FetchGrant());
}

napi_value SetMax(napi_env env, napi_callback_info info) {
  const Call<2> call(env, info);
  return Boolean(env, call.owner->SetMax(call.Uint32(0), call.Int64(1)));
}

napi_value Current(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return MakeInteger(env, call.owner->Get(call.Uint32(0)).GetFigures().current);
}

napi_value Max(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return MakeInteger(env, call.owner->Get(call.Uint32(0)).GetFigures().max);
}

napi_value Waiting(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  return MakeInteger(env, call.owner->Get(call.Uint32(0)).waiting());
}

}  // namespace

napi_value Connect(napi_env env, napi_callback_info info) {
  const Call<1> call(env, info);
  Participant* participant = nullptr;
  if (Participant::Create(env, call.values[0], &participant) != napi_ok) {
    napi_throw_error(env, nullptr, "The semaphore cannot be set up in this thread");
    return nullptr;
  }
  const auto method = [participant](const char* name, napi_callback callback) {
    return napi_property_descriptor{name,    nullptr, callback,        nullptr,
                                    nullptr, nullptr, napi_enumerable, participant};
  };
  const napi_property_descriptor methods[] = {
      method("open", Open),         method("close", Close),
      method("limits", Limits),     method("tryTake", TryTake),
      method("give", Give),         method("enqueue", Enqueue),
      method("withdraw", Withdraw), method("fetchGrant", FetchGrant),
      method("setMax", SetMax),     method("current", Current),
      method("max", Max),           method("waiting", Waiting),
  };
  napi_value connection = nullptr;
  napi_create_object(env, &connection);
  napi_define_properties(env, connection, std::size(methods), methods);
  return connection;
}

}  // namespace pyloom
