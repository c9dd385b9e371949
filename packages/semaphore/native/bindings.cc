#include "bindings.h"

#include <iterator>
#include <string>

#include "participant.h"

namespace pyloom {
namespace {

/** The arguments of one call, and whose it is. */
template <size_t count>
struct Arguments {
  Arguments(napi_env env, napi_callback_info info) : env(env) {
    void* data = nullptr;
    size_t given = count;
    napi_get_cb_info(env, info, &given, values, nullptr, &data);
    participant = static_cast<Participant*>(data);
  }

  uint32_t Uint32(size_t index) const {
    uint32_t value = 0;
    napi_get_value_uint32(env, values[index], &value);
    return value;
  }
  int64_t Int64(size_t index) const {
    int64_t value = 0;
    napi_get_value_int64(env, values[index], &value);
    return value;
  }
  double Double(size_t index) const {
    double value = 0;
    napi_get_value_double(env, values[index], &value);
    return value;
  }
  bool Bool(size_t index) const {
    bool value = false;
    napi_get_value_bool(env, values[index], &value);
    return value;
  }
  /** UTF-16, so that names that differ only in a lone surrogate stay two names. */
  std::u16string String(size_t index) const {
    size_t length = 0;
    napi_get_value_string_utf16(env, values[index], nullptr, 0, &length);
    std::u16string value(length, u'\0');
    napi_get_value_string_utf16(env, values[index], value.data(), length + 1, &length);
    return value;
  }

  napi_env env;
  napi_value values[count];
  Participant* participant;
};

napi_value MakeBoolean(napi_env env, bool value) {
  napi_value result = nullptr;
  napi_get_boolean(env, value, &result);
  return result;
}

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
  const Arguments<3> call(env, info);
  return MakeInteger(env, call.participant->Open(call.String(0), call.Int64(1), call.Double(2)));
}

napi_value Close(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  call.participant->Close(call.Uint32(0));
  return nullptr;
}

napi_value Limits(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  Semaphore& semaphore = call.participant->Get(call.Uint32(0));
  return MakeArray(env, {static_cast<double>(semaphore.initial_max()),
                         static_cast<double>(semaphore.GetFigures().max), semaphore.max_waiting()});
}

napi_value TryTake(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeBoolean(env, call.participant->TryTake(call.Uint32(0)));
}

napi_value Give(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeInteger(env, call.participant->Give(call.Uint32(0)));
}

napi_value Enqueue(napi_env env, napi_callback_info info) {
  const Arguments<2> call(env, info);
  const Participant::Entry entry = call.participant->Enqueue(call.Uint32(0), call.Bool(1));
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
  const Arguments<1> call(env, info);
  Figures refusal{};
  return call.participant->Withdraw(call.Uint32(0), refusal) ? MakeFigures(env, refusal) : nullptr;
}

napi_value FetchGrant(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeInteger(env, call.participant->FetchGrant());
}

napi_value SetMax(napi_env env, napi_callback_info info) {
  const Arguments<2> call(env, info);
  return MakeBoolean(env, call.participant->SetMax(call.Uint32(0), call.Int64(1)));
}

napi_value Current(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeInteger(env, call.participant->Get(call.Uint32(0)).GetFigures().current);
}

napi_value Max(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeInteger(env, call.participant->Get(call.Uint32(0)).GetFigures().max);
}

napi_value Waiting(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
  return MakeInteger(env, call.participant->Get(call.Uint32(0)).waiting());
}

}  // namespace

napi_value Connect(napi_env env, napi_callback_info info) {
  const Arguments<1> call(env, info);
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
