#include "connection.h"

#include <utility>

namespace pyloom {

Connection* Connection::Create(napi_env env, napi_value scratch) {
  std::unique_ptr<Connection> connection(new Connection(env));
  void* memory = nullptr;
  const auto discard = [](void* data) { delete static_cast<Connection*>(data); };
  if (napi_get_typedarray_info(env, scratch, nullptr, &connection->scratch_size_, &memory, nullptr,
                               nullptr) != napi_ok ||
      napi_create_reference(env, scratch, 1, &connection->scratch_reference_) != napi_ok ||
      napi_add_env_cleanup_hook(env, discard, connection.get()) != napi_ok) {
    napi_throw_error(env, nullptr, "The state store cannot be set up in this thread");
    return nullptr;
  }
  connection->scratch_ = static_cast<uint8_t*>(memory);
  return connection.release();
}

Connection::~Connection() {
  if (scratch_reference_ != nullptr) napi_delete_reference(env_, scratch_reference_);
}

uint32_t Connection::Open(std::shared_ptr<Store> store) {
  if (free_.empty()) {
    stores_.push_back(std::move(store));
    return static_cast<uint32_t>(stores_.size() - 1);
  }
  const uint32_t handle = free_.back();
  free_.pop_back();
  stores_[handle] = std::move(store);
  return handle;
}

void Connection::Close(uint32_t handle) {
  stores_[handle].reset();
  free_.push_back(handle);
}

}  // namespace pyloom
