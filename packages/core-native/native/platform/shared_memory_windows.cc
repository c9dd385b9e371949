#include "platform/shared_memory.h"

#ifdef _WIN32
#include "platform/descriptor.h"
#include "platform/windows_error.h"
#include "platform/windows_handle.h"

namespace pyloom {

SharedMemory::~SharedMemory() {
  if (data_ != nullptr && !in_parts_) UnmapViewOfFile(data_);
  CloseDescriptor();
}

bool SharedMemory::Create(const char*, size_t size, std::string* error) {
  const uint64_t whole = size;
  descriptor_ = DescriptorOf(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE,
                                                static_cast<DWORD>(whole >> 32),
                                                static_cast<DWORD>(whole), nullptr));
  if (descriptor_ == -1) {
    *error = WithLastError("shared memory cannot be had");
    return false;
  }
  size_ = size;
  return Map(error);
}

bool SharedMemory::Adopt(int descriptor, std::string* error) {
  descriptor_ = descriptor;
  if (!Map(error)) return false;
  MEMORY_BASIC_INFORMATION part{};
  const bool is_seen = VirtualQuery(data_, &part, sizeof part) != 0;
  // Whole pages. What was only reserved may not be touched.
  size_ = is_seen && part.State == MEM_COMMIT ? part.RegionSize : 0;
  if (size_ == 0) *error = WithLastError("shared memory cannot be seen");
  return size_ > 0;
}

// Neither sections nor files that are mapped become shorter.
bool SharedMemory::KeepsItsSize() const { return true; }

bool SharedMemory::Map(std::string* error) {
  void* const mapped =
      MapViewOfFile(HandleOf(descriptor_), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size_);
  if (mapped == nullptr) {
    *error = WithLastError("shared memory cannot be mapped");
    return false;
  }
  data_ = static_cast<uint8_t*>(mapped);
  return true;
}

void SharedMemory::CloseDescriptor() { pyloom::CloseDescriptor(&descriptor_); }

// Windows takes a view back as a whole, with its last part.
void SharedMemory::Unmap(size_t, size_t size) {
  in_parts_ = true;
  given_up_ += size;
  if (given_up_ == size_) UnmapViewOfFile(data_);
}

}  // namespace pyloom

#endif
