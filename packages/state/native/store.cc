#include "store.h"

#include <limits>
#include <utility>

namespace pyloom {
namespace {

int64_t SizeOf(std::string_view key, const Value& value) {
  return static_cast<int64_t>(key.size() + value.encoded_size());
}

// False past 64 bits.
bool AddChecked(int64_t left, int64_t right, bool subtract, int64_t& result) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  if (subtract) {
    if (right < 0 ? left > kMax + right : left < kMin + right) return false;
    result = left - right;
  } else {
    if (right < 0 ? left < kMin - right : left > kMax - right) return false;
    result = left + right;
  }
  return true;
}

}  // namespace

std::optional<Value> Store::Get(const KeyView& key) {
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.values.find(key);
  if (found == shard.values.end()) return std::nullopt;
  return found->second;
}

bool Store::Has(const KeyView& key) {
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  return shard.values.find(key) != shard.values.end();
}

Store::Written Store::Set(const KeyView& key, Value value) {
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.values.find(key);
  if (found == shard.values.end()) return {Insert(shard, key, value)};
  return {Replace(shard, found->second, value)};
}

Store::Written Store::CompareAndSet(const KeyView& key, const Value* expected, Value next) {
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.values.find(key);
  if (found == shard.values.end()) {
    if (expected != nullptr) return {.differs = true};
    return {Insert(shard, key, next)};
  }
  if (expected == nullptr || !(found->second == *expected)) return {.differs = true};
  return {Replace(shard, found->second, next)};
}

Store::Added Store::Add(const KeyView& key, int64_t by, bool subtract) {
  using Status = Added::Status;
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.values.find(key);
  const bool is_missing = found == shard.values.end();
  if (!is_missing && !found->second.is_counter()) {
    // Integers of more bits are kept as bytes.
    return {Value::IsInteger(*found->second.bytes()) ? Status::kOverflow : Status::kNotInteger};
  }
  int64_t sum = 0;
  if (!AddChecked(is_missing ? 0 : found->second.counter(), by, subtract, sum))
    return {Status::kOverflow};
  Value value(sum);
  const Full full = is_missing ? Insert(shard, key, value) : Replace(shard, found->second, value);
  return full == Full::kNo ? Added{Status::kOk, sum} : Added{Status::kFull, 0, full};
}

bool Store::Delete(const KeyView& key) {
  Map::node_type removed;  // Freed behind the lock.
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.values.find(key);
  if (found == shard.values.end()) return false;
  const int64_t bytes = SizeOf(key.bytes, found->second);
  removed = shard.values.extract(found);
  shard.bytes -= bytes;
  budget_.Change(-1, -bytes);
  return true;
}

std::vector<std::string> Store::Keys(std::string_view prefix) {
  std::vector<std::string> keys;
  for (Shard& shard : shards_) {
    std::lock_guard lock(shard.mutex);
    for (const auto& [key, value] : shard.values) {
      if (key.bytes.compare(0, prefix.size(), prefix) == 0) keys.push_back(key.bytes);
    }
  }
  return keys;
}

void Store::Clear() {
  for (Shard& shard : shards_) {
    Map removed;  // Freed behind the lock.
    std::lock_guard lock(shard.mutex);
    removed.swap(shard.values);
    budget_.Change(-static_cast<int64_t>(removed.size()), -std::exchange(shard.bytes, 0));
  }
}

Full Store::Insert(Shard& shard, const KeyView& key, Value& value) {
  const int64_t bytes = SizeOf(key.bytes, value);
  // First what may run out of memory, then what counts.
  const auto place = shard.values.emplace(Key(key), std::move(value)).first;
  const Full full = budget_.Change(1, bytes);
  if (full == Full::kNo) {
    shard.bytes += bytes;
  } else {
    value = std::move(place->second);
    shard.values.erase(place);
  }
  return full;
}

Full Store::Replace(Shard& shard, Value& place, Value& value) {
  const auto bytes =
      static_cast<int64_t>(value.encoded_size()) - static_cast<int64_t>(place.encoded_size());
  if (bytes != 0) {
    const Full full = budget_.Change(0, bytes);
    if (full != Full::kNo) return full;
    shard.bytes += bytes;
  }
  std::swap(place, value);
  return Full::kNo;
}

}  // namespace pyloom
