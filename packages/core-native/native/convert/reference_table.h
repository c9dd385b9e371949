// Python objects that JavaScript holds handles to, by interpreter.
//
// Threads: Add, Get and Drain with the interpreter's GIL; Release from any thread: it only notes
// the handle, since a Python object is given up under its interpreter's GIL alone.
#ifndef PYLOOM_CONVERT_REFERENCE_TABLE_H_
#define PYLOOM_CONVERT_REFERENCE_TABLE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/out_of_memory.h"
#include "python/owned.h"

namespace pyloom {

class ReferenceTable {
 public:
  // `loop` is the lane of the event loop that the object comes from, -1 when it comes from none.
  uint64_t Add(PyOwned object, int32_t loop) {
    std::lock_guard lock(mutex_);
    objects_.emplace(next_, Entry{object.get(), loop});  // may throw: the caller's until then
    (void)object.Release();
    return next_++;
  }

  // A new reference; null when the handle was released. `loop` is as it was added.
  PyOwned Get(uint64_t handle, int32_t* loop) {
    PyObject* object = nullptr;
    {
      std::lock_guard lock(mutex_);
      auto found = objects_.find(handle);
      if (found != objects_.end()) {
        object = found->second.object;
        *loop = found->second.loop;
      }
      // Still under the lock: a release on another lane must not come between (free-threaded
      // builds).
      if (object != nullptr) py.Py_IncRef(object);
    }
    return PyOwned(object);
  }

  void Release(uint64_t handle) noexcept {
    const AllocationsMayFail vital(false);
    std::lock_guard lock(mutex_);
    if (!objects_.contains(handle)) return;
    released_.push_back(handle);
    has_released_.store(true, std::memory_order_release);
  }

  // One that another process has made, where the object is.
  void Note(uint64_t handle) {
    std::lock_guard lock(mutex_);
    objects_.emplace(handle, Entry{nullptr, -1});
  }
  // Of those, what was released since the last time.
  std::vector<uint64_t> TakeReleased() {
    std::lock_guard lock(mutex_);
    for (const uint64_t handle : released_) objects_.erase(handle);
    has_released_.store(false, std::memory_order_release);
    return std::exchange(released_, {});
  }

  bool has_released() const { return has_released_.load(std::memory_order_acquire); }

  // Gives up what was released. Outside the lock: a destructor may run Python. Some at a time, so
  // that it needs no memory: lanes do this between taking note that there are requests and taking
  // them.
  void Drain() noexcept {
    while (has_released()) {
      std::array<PyOwned, 64> garbage;
      std::lock_guard lock(mutex_);
      for (PyOwned& each : garbage) {
        if (released_.empty()) break;
        auto found = objects_.find(released_.back());
        released_.pop_back();
        if (found == objects_.end()) continue;
        each.Reset(found->second.object);
        objects_.erase(found);
      }
      if (released_.empty()) has_released_.store(false, std::memory_order_release);
    }
  }

  // A Python object from a thread without a GIL, to be given up with the next drain.
  void Discard(PyObject* object) noexcept {
    const AllocationsMayFail vital(false);
    std::lock_guard lock(mutex_);
    objects_.emplace(next_, Entry{object, -1});
    released_.push_back(next_++);
    has_released_.store(true, std::memory_order_release);
  }

  size_t size() {
    std::lock_guard lock(mutex_);
    return objects_.size() - released_.size();
  }

 private:
  struct Entry {
    PyObject* object;
    int32_t loop;
  };
  std::mutex mutex_;
  std::unordered_map<uint64_t, Entry> objects_;
  std::vector<uint64_t> released_;
  std::atomic<bool> has_released_{false};
  uint64_t next_ = 1;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_REFERENCE_TABLE_H_
