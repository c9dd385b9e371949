#include "platform/shared_memory.h"

#ifndef _WIN32
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

namespace pyloom {

namespace {

bool Fail(const char* what, std::string* error) {
  *error = std::string(what) + ": " + strerror(errno);  // NOLINT(concurrency-mt-unsafe)
  return false;
}

#ifdef __linux__

int Nameless(const char* name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

// Neither side can cut off what the other one has mapped: touching that would be a SIGBUS.
void KeepSize(int descriptor) { fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW); }

bool IsSizeKept(int descriptor) {
  const int seals = fcntl(descriptor, F_GET_SEALS);
  return seals >= 0 && (seals & F_SEAL_SHRINK) != 0;
}

#else

int Nameless(const char*) {
  static std::atomic<unsigned> count{0};
  const std::string path =
      "/pyloom." + std::to_string(getpid()) + "." + std::to_string(count.fetch_add(1));
  const int descriptor = shm_open(path.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
  if (descriptor < 0) return descriptor;
  shm_unlink(path.c_str());
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return descriptor;
}

void KeepSize(int) {}

// Its size can be set once.
bool IsSizeKept(int) { return true; }

#endif

}  // namespace

SharedMemory::~SharedMemory() {
  if (data_ != nullptr && !in_parts_) munmap(data_, size_);
  if (descriptor_ >= 0) close(descriptor_);
}

bool SharedMemory::Create(const char* name, size_t size, std::string* error) {
  descriptor_ = Nameless(name);
  if (descriptor_ < 0) return Fail("shared memory cannot be had", error);
  if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
    Fail("shared memory cannot be had", error);
    close(descriptor_);
    descriptor_ = -1;
    return false;
  }
  KeepSize(descriptor_);
  size_ = size;
  return Map(error);
}

bool SharedMemory::Adopt(int descriptor, std::string* error) {
  descriptor_ = descriptor;
  struct stat status;
  if (fstat(descriptor, &status) != 0) return Fail("shared memory cannot be seen", error);
  size_ = static_cast<size_t>(status.st_size);
  return Map(error);
}

bool SharedMemory::KeepsItsSize() const { return IsSizeKept(descriptor_); }

bool SharedMemory::Map(std::string* error) {
  void* mapped = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (mapped == MAP_FAILED) return Fail("shared memory cannot be mapped", error);
  data_ = static_cast<uint8_t*>(mapped);
  return true;
}

void SharedMemory::CloseDescriptor() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

void SharedMemory::Unmap(size_t offset, size_t size) {
  in_parts_ = true;
#ifdef __linux__
  madvise(data_ + offset, size, MADV_REMOVE);  // other parts of the file may stay
#endif
  munmap(data_ + offset, size);
}

}  // namespace pyloom

#endif
