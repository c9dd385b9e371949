#ifndef PYLOOM_STATE_CONNECTION_H_
#define PYLOOM_STATE_CONNECTION_H_

#include <node_api.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store.h"

namespace pyloom {

// One copy of the package in one JavaScript thread: the stores that it has open, by handle, and the
// scratch memory through which short keys and values pass. (Fetching a string through Node-API
// costs as much as all the rest of an increment.)
//
// Threads: used by its JavaScript thread alone. Owner: the environment; deleted by its cleanup
// hook, which lets go of the stores. Its functions are not called after that.
class Connection {
 public:
  // `scratch` is a Uint8Array that is never transferred. Returns null, with an exception pending,
  // on failure.
  static Connection* Create(napi_env env, napi_value scratch);

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  uint32_t Open(std::shared_ptr<Store> store);
  void Close(uint32_t handle);
  const std::shared_ptr<Store>& Get(uint32_t handle) const { return stores_[handle]; }

  uint8_t* scratch() const { return scratch_; }
  size_t scratch_size() const { return scratch_size_; }
  // For keys that do not come through the scratch.
  std::u16string units;
  std::string key;

 private:
  explicit Connection(napi_env env) : env_(env) {}

  const napi_env env_;
  // Keeps the memory of the scratch.
  napi_ref scratch_reference_ = nullptr;
  uint8_t* scratch_ = nullptr;
  size_t scratch_size_ = 0;
  std::vector<std::shared_ptr<Store>> stores_;
  std::vector<uint32_t> free_;
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_CONNECTION_H_
