// A std::shared_ptr of GNU's libstdc++, as node's functions return it on Linux, told apart from
// ours: an addon that brings LLVM's libc++, as the published ones do, has another class of that
// name.
//
// Its layout is a part of libstdc++.so.6's ABI: the object, and a block with a table of virtual
// functions and two counts.
#ifndef PYLOOM_BINDING_GNU_SHARED_PTR_H_
#define PYLOOM_BINDING_GNU_SHARED_PTR_H_

#include <atomic>
#include <memory>

namespace pyloom {

// std::_Sp_counted_base, as far as it is used here. Node alone makes one.
class GnuCounts {
 public:
  virtual ~GnuCounts();
  virtual void Dispose() noexcept = 0;
  virtual void Destroy() noexcept;

  // On any thread.
  void Release() noexcept {
    if (users_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    Dispose();
    if (watchers_.fetch_sub(1, std::memory_order_acq_rel) == 1) Destroy();
  }

 private:
  std::atomic<int> users_;
  std::atomic<int> watchers_;
};

// What a function of node returns. It has a destructor, as theirs has: so it comes in the memory
// that the caller names, not in registers.
class GnuSharedPtr {
 public:
  GnuSharedPtr(const GnuSharedPtr&) = delete;
  GnuSharedPtr& operator=(const GnuSharedPtr&) = delete;
  ~GnuSharedPtr() {
    if (counts_ != nullptr) counts_->Release();
  }

  // The same as one of ours.
  std::shared_ptr<void> Take() && {
    GnuCounts* const counts = counts_;
    if (counts == nullptr) return nullptr;
    counts_ = nullptr;
    return std::shared_ptr<void>(object_, [counts](void*) { counts->Release(); });
  }

 private:
  void* object_;
  GnuCounts* counts_;
};

}  // namespace pyloom

#endif  // PYLOOM_BINDING_GNU_SHARED_PTR_H_
