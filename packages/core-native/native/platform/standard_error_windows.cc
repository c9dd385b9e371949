#include "platform/standard_error.h"

#ifdef _WIN32
#include <chrono>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "platform/steady_condition.h"
#include "platform/wide_text.h"
#include "platform/windows_handle.h"

namespace pyloom {

namespace {

// Windows has no write to it that would not wait: a thread does so.
class Writer {
 public:
  size_t Write(const char* bytes, size_t size, int patience) {
    const HANDLE target = GetStdHandle(STD_ERROR_HANDLE);
    if (DescriptorOf(target) == -1) return size;
    std::unique_lock lock(mutex_);
    if (!Begin()) return 0;
    const auto is_done = [this] { return text_.empty(); };
    if (!changed_.wait_for(lock, std::chrono::milliseconds(patience), is_done)) return 0;
    text_.assign(bytes, size);
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::milliseconds(patience), is_done);
    return size;
  }

 private:
  bool Begin() {
    if (is_there_) return true;
    try {
      std::thread([this] { Run(); }).detach();
      is_there_ = true;
    } catch (const std::system_error&) {
      // The system refuses another thread: the text waits.
    }
    return is_there_;
  }

  void Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return !text_.empty(); });
      lock.unlock();  // nobody changes it meanwhile
      WriteAll();
      lock.lock();
      text_.clear();
      changed_.notify_all();
    }
  }

  // What cannot be written has no reader any more. A console takes bytes for another code page.
  void WriteAll() const {
    const HANDLE target = GetStdHandle(STD_ERROR_HANDLE);
    DWORD written = 0;
    if (GetConsoleMode(target, &written)) {
      const std::wstring wide = Wide(text_);
      WriteConsoleW(target, wide.data(), static_cast<DWORD>(wide.size()), &written, nullptr);
      return;
    }
    for (size_t done = 0; done < text_.size(); done += written) {
      if (!WriteFile(target, text_.data() + done, static_cast<DWORD>(text_.size() - done), &written,
                     nullptr)) {
        return;
      }
    }
  }

  std::mutex mutex_;
  SteadyCondition changed_;
  std::string text_;       // what is being written; guarded by mutex_, as is all below
  bool is_there_ = false;  // the thread
};

}  // namespace

size_t WriteStandardError(const char* bytes, size_t size, int patience) {
  static auto* const writer = new Writer();  // leaked: its thread outlives statics
  return size == 0 ? 0 : writer->Write(bytes, size, patience);
}

int StandardErrorDescriptor() { return DescriptorOf(GetStdHandle(STD_ERROR_HANDLE)); }

}  // namespace pyloom

#endif
