// Why a value cannot cross, and where it lies. The path is built from the inside out while the
// recursion unwinds, so that values that do cross pay nothing for it.
#ifndef PYLOOM_CONVERT_CONVERSION_FAILURE_H_
#define PYLOOM_CONVERT_CONVERSION_FAILURE_H_

#include <cctype>
#include <string>
#include <string_view>

namespace pyloom {

class ConversionFailure {
 public:
  bool failed() const { return failed_; }
  const std::string& message() const { return message_; }
  const std::string& path() const { return path_; }

  bool Fail(std::string message) {
    if (!failed_) message_ = std::move(message);
    failed_ = true;
    return false;
  }

  void InIndex(size_t index) { path_ = "[" + std::to_string(index) + "]" + path_; }
  void InKey(std::string_view key) {
    bool identifier = !key.empty() && !std::isdigit(static_cast<unsigned char>(key[0]));
    for (char c : key) {
      identifier =
          identifier && (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$');
    }
    path_ = (identifier ? "." + std::string(key) : "[\"" + std::string(key) + "\"]") + path_;
  }
  void InRoot(std::string_view root) { path_ = std::string(root) + path_; }

 private:
  bool failed_ = false;
  std::string message_;
  std::string path_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_CONVERSION_FAILURE_H_
