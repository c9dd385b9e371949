#ifndef PYLOOM_STATE_KEY_H_
#define PYLOOM_STATE_KEY_H_

#include <functional>
#include <string>
#include <string_view>

namespace pyloom {

// A key (see surrogates.h) with its hash, which finds both the shard and the place in it.
struct KeyView {
  explicit KeyView(std::string_view bytes)
      : bytes(bytes), hash(std::hash<std::string_view>()(bytes)) {}
  KeyView(std::string_view bytes, size_t hash) : bytes(bytes), hash(hash) {}

  std::string_view bytes;
  size_t hash;
};

struct Key {
  explicit Key(const KeyView& view) : bytes(view.bytes), hash(view.hash) {}
  operator KeyView() const { return KeyView(bytes, hash); }

  std::string bytes;
  size_t hash;
};

// Lets a map be searched by a KeyView, without making a Key.
struct KeyHash {
  using is_transparent = void;
  size_t operator()(const KeyView& key) const { return key.hash; }
};

struct KeyEqual {
  using is_transparent = void;
  bool operator()(const KeyView& left, const KeyView& right) const {
    return left.hash == right.hash && left.bytes == right.bytes;
  }
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_KEY_H_
