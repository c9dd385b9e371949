// Memory that two processes see: without a name, so that nothing is left of it when both have gone.
#ifndef PYLOOM_PLATFORM_SHARED_MEMORY_H_
#define PYLOOM_PLATFORM_SHARED_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace pyloom {

class SharedMemory {
 public:
  SharedMemory() = default;
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  // Zeroed. False with `error`.
  bool Create(const char* name, size_t size, std::string* error);
  // What another process has created, by the descriptor that it came with. On Windows in whole
  // pages.
  bool Adopt(int descriptor, std::string* error);
  // Whether nobody, in no process, can make it shorter: touching what was cut off would be a
  // SIGBUS.
  bool KeepsItsSize() const;

  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  int descriptor() const { return descriptor_; }
  // The memory stays.
  void CloseDescriptor();
  // Whole pages that neither process needs any more. From the first such call on everything has to
  // be given up so; on Windows it stays until all of it has been.
  void Unmap(size_t offset, size_t size);

 private:
  bool Map(std::string* error);

  int descriptor_ = -1;
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  bool in_parts_ = false;  // is being given up so
#ifdef _WIN32
  size_t given_up_ = 0;
#endif
};

}  // namespace pyloom

#endif  // PYLOOM_PLATFORM_SHARED_MEMORY_H_
