// Why a value cannot cross, and where it lies. The path is built from the inside out while the
// recursion unwinds, so that values that do cross pay nothing for it. Paths look as in JavaScript's
// encoder: `.key`, `["odd key"]`, `[index]`, `.get(key)` of a Map, `.key(key)`, `.item(item)`.
#ifndef PYLOOM_CONVERT_CONVERSION_FAILURE_H_
#define PYLOOM_CONVERT_CONVERSION_FAILURE_H_

#include <string>
#include <string_view>

namespace pyloom {

class ConversionFailure {
 public:
  bool failed() const { return failed_; }
  // A clause about the value, such as 'it contains itself'.
  const std::string& message() const { return message_; }
  const std::string& path() const { return path_; }

  // Always false, for `return failure.Fail(...)`. The first reason counts.
  bool Fail(std::string message) {
    if (!failed_) message_ = std::move(message);
    failed_ = true;
    return false;
  }

  void InIndex(size_t index) { path_ = "[" + std::to_string(index) + "]" + path_; }
  void InKey(std::string_view key) {
    path_ = (IsIdentifier(key) ? "." + std::string(key) : "[" + Quoted(key) + "]") + path_;
  }
  // In the value of a Map's entry, in its key, in an item of a Set; all described already.
  void InEntry(const std::string& key) { path_ = ".get(" + key + ")" + path_; }
  void InEntryKey(const std::string& key) { path_ = ".key(" + key + ")" + path_; }
  void InItem(const std::string& item) { path_ = ".item(" + item + ")" + path_; }
  void InRoot(std::string_view root) { path_ = std::string(root) + path_; }

 private:
  static bool IsIdentifier(std::string_view key) {
    // Whatever is not ASCII passes for a letter.
    auto is_letter = [](unsigned char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    };
    if (key.empty() || !is_letter(static_cast<unsigned char>(key[0]))) return false;
    for (char c : key) {
      if (!is_letter(static_cast<unsigned char>(c)) && !(c >= '0' && c <= '9')) return false;
    }
    return true;
  }

  // As JSON has it.
  static std::string Quoted(std::string_view key) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text = "\"";
    for (char c : key) {
      if (c == '"' || c == '\\') {
        text += {'\\', c};
      } else if (static_cast<unsigned char>(c) < 0x20) {
        text += std::string("\\u00") + kDigits[c >> 4] + kDigits[c & 15];
      } else {
        text += c;
      }
    }
    return text + "\"";
  }

  bool failed_ = false;
  std::string message_;
  std::string path_;
};

}  // namespace pyloom

#endif  // PYLOOM_CONVERT_CONVERSION_FAILURE_H_
