#ifndef PYLOOM_STATE_FUNCTION_CALL_H_
#define PYLOOM_STATE_FUNCTION_CALL_H_

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "budget.h"
#include "key.h"
#include "pyloom/native_function.h"
#include "pyloom/wire_writer.h"
#include "store.h"

namespace pyloom {

// Ends a native function: the error that its caller gets.
struct Refusal : std::exception {
  Refusal(pyloom_native_status why, std::string text) : status(why), message(std::move(text)) {}
  const char* what() const noexcept override { return message.c_str(); }

  pyloom_native_status status;
  std::string message;
};

// The arguments of a native function, which are hostile until checked, and where its result goes.
// Arguments that are not as asked for end the call by a Refusal; a result that finds no memory, by
// std::bad_alloc.
class FunctionCall {
 public:
  static constexpr size_t kMaxArguments = 2;

  FunctionCall(std::string_view arguments, const pyloom_native_output& output)
      : arguments_(arguments), output_(output) {}

  // Comes first: finds the arguments, of which there must be `least` to `most`.
  void CheckCount(size_t least, size_t most);
  size_t count() const { return count_; }

  // Good for as long as this call.
  KeyView Key(size_t index);
  int64_t Integer(size_t index) const;
  // Encoded, and good for storing.
  std::string_view PlainData(size_t index) const;
  bool IsNil(size_t index) const { return items_[index] == "\xc0"; }

  // Refuses when the store is full.
  static void CheckFull(Full full, const Store& store);
  [[noreturn]] static void Refuse(pyloom_native_status status, const std::string& message);
  // For a message: in quotes, not too long, and UTF-8 even if the key is not.
  static std::string Quote(const KeyView& key);

  // One encoded value.
  void Return(std::string_view bytes) const;
  void ReturnNil() const { Return("\xc0"); }
  void ReturnBoolean(bool value) const { Return(value ? "\xc3" : "\xc2"); }
  void ReturnInteger(int64_t value) const;

 private:
  std::string_view arguments_;
  const pyloom_native_output& output_;
  size_t count_ = 0;
  std::string_view items_[kMaxArguments];
  // A key whose bytes had to be changed.
  std::string joined_;
};

// An array of texts, encoded.
WireWriter EncodeKeys(const std::vector<std::string>& keys);

}  // namespace pyloom

#endif  // PYLOOM_STATE_FUNCTION_CALL_H_
