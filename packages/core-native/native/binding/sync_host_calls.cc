// JavaScript functions that Python calls within callSync, on the same stack.

#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "binding/scalar.h"
#include "binding/sync_calls.h"
#include "python/gil.h"

namespace pyloom {

namespace {
constexpr size_t kMostScalars = 4;
}  // namespace

bool SyncCalls::CallHost(const SyncHostCall& call, SyncReply* reply) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  buffers_.Append(*call.attachments);
  napi_value callback, receiver, answer;
  napi_get_reference_value(env_, on_host_call_, &callback);
  napi_get_global(env_, &receiver);
  napi_value buffer = outbox_.Publish(*call.arguments);
  napi_value values[] = {Number(env_, call.session),
                         Number(env_, call.function),
                         Boolean(env_, call.has_keywords),
                         Number(env_, static_cast<double>(call.arguments->size())),
                         buffer,
                         buffers_.TakeArray()};
  // The JavaScript side catches what the function throws; only a thread that is being terminated
  // fails here.
  const bool called = buffer != nullptr &&
                      napi_call_function(env_, receiver, callback, 6, values, &answer) == napi_ok &&
                      ReadReply(answer, call.session, reply);
  napi_close_handle_scope(env_, scope);
  return called;
}

Direct SyncCalls::CallHostWithScalars(uint32_t session, uint32_t function,
                                      PyObject* const* arguments, size_t count, PyOwned* value,
                                      SyncReply* reply) {
  if (count > kMostScalars) return Direct::kNotTried;
  Scalar scalars[kMostScalars];
  texts_.Begin();
  for (size_t i = 0; i < count; ++i) {
    if (!scalars[i].FromPython(arguments[i], &texts_)) return Direct::kNotTried;
  }
  Scalar answer;
  Direct direct;
  {
    GilRelease released;
    SyncLane* const current = std::exchange(current_sync_lane, nullptr);
    direct = CallScalarFunction(session, function, {scalars, count}, &answer, reply);
    current_sync_lane = current;
  }
  if (direct == Direct::kValue) value->Reset(answer.ToPython(&texts_));
  return direct;
}

Direct SyncCalls::CallScalarFunction(uint32_t session, uint32_t function,
                                     std::span<const Scalar> arguments, Scalar* answer,
                                     SyncReply* reply) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return Direct::kEnding;
  napi_value callback, receiver, result;
  napi_get_reference_value(env_, on_scalar_call_, &callback);
  napi_get_global(env_, &receiver);
  std::array<napi_value, 3 + kMostScalars> values{
      Number(env_, session), Number(env_, function),
      Number(env_, static_cast<double>(arguments.size()))};
  size_t count = 3;
  for (const Scalar& scalar : arguments) values[count++] = scalar.ToJavaScript(env_, &texts_);
  Direct direct = Direct::kEnding;
  if (napi_call_function(env_, receiver, callback, count, values.data(), &result) == napi_ok) {
    texts_.Begin();
    if (answer->Read(env_, result, &texts_)) {
      direct = Direct::kValue;
    } else if (ReadReply(result, session, reply)) {
      direct = Direct::kReply;
    }
  }
  napi_close_handle_scope(env_, scope);
  return direct;
}

// The length of the reply, negative for an error; or [length, attachments].
bool SyncCalls::ReadReply(napi_value answer, uint32_t session, SyncReply* reply) {
  napi_value length_value = answer;
  napi_valuetype type;
  if (napi_typeof(env_, answer, &type) != napi_ok) return false;
  if (type != napi_number) {
    napi_value attachments;
    uint32_t count = 0;
    if (napi_get_element(env_, answer, 0, &length_value) != napi_ok ||
        napi_get_element(env_, answer, 1, &attachments) != napi_ok ||
        napi_get_array_length(env_, attachments, &count) != napi_ok ||
        buffers_.Read(attachments, 0, count, session, &reply->incoming) !=
            JsBuffers::Reading::kDone) {
      return false;
    }
  }
  double length = 0;
  if (napi_get_value_double(env_, length_value, &length) != napi_ok) return false;
  reply->is_error = length < 0;
  reply->length = static_cast<size_t>(std::fabs(length));
  reply->bytes = reinterpret_cast<const uint8_t*>(reply_.data());
  return reply->length <= reply_.size();
}

}  // namespace pyloom
