#ifndef PYLOOM_STATE_STORE_H_
#define PYLOOM_STATE_STORE_H_

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "budget.h"
#include "key.h"
#include "value.h"

namespace pyloom {

// Values by key, spread over shards by the key's hash: a mutex and a hash map each. Measured, that
// reaches two thirds of the best concurrent maps, and the lock is what counters, compare-and-set
// and limits need anyway.
//
// Threads: any thread may call anything; a call holds one shard's lock, and for a moment the
// budget's within it. Nothing is called from under a lock, and no value is copied or freed there,
// however large. Owner: the registry for a named store, else the connections and native functions
// that refer to it. When an environment goes away, its references do; the store does not know about
// environments.
class Store {
 public:
  struct Written {
    Full full = Full::kNo;
    // Of CompareAndSet: the value was another.
    bool differs = false;
  };

  struct Added {
    enum class Status : uint8_t { kOk, kNotInteger, kOverflow, kFull };
    Status status = Status::kOk;
    // The counter afterwards.
    int64_t value = 0;
    Full full = Full::kNo;
  };

  explicit Store(Limits limits) : budget_(limits) {}

  std::optional<Value> Get(const KeyView& key);
  bool Has(const KeyView& key);
  Written Set(const KeyView& key, Value value);
  // Sets `next` only while the value equals `expected`; null: only while there is none.
  Written CompareAndSet(const KeyView& key, const Value* expected, Value next);
  // Adds to a counter or subtracts from it; a missing one counts as 0.
  Added Add(const KeyView& key, int64_t by, bool subtract);
  bool Delete(const KeyView& key);
  // In no particular order. What is written meanwhile may be there or not.
  std::vector<std::string> Keys(std::string_view prefix);
  // Shard by shard: what is written meanwhile may stay.
  void Clear();

  uint64_t size() const { return budget_.entries(); }
  const Limits& limits() const { return budget_.limits(); }

 private:
  using Map = std::unordered_map<Key, Value, KeyHash, KeyEqual>;

  // On cache lines of its own, so that threads in different shards do not meet.
  struct alignas(64) Shard {
    std::mutex mutex;
    Map values;
    // Of its keys and values; what Clear gives back.
    int64_t bytes = 0;
  };

  static constexpr size_t kShards = 64;

  // By other bits than those by which a map of a few thousand entries finds its buckets.
  Shard& ShardOf(const KeyView& key) { return shards_[(key.hash >> 40) % kShards]; }

  // These are called with the shard's lock held; Insert, when the key is missing. What is to be
  // freed is left in `value`, which the caller destroys behind the lock.
  Full Insert(Shard& shard, const KeyView& key, Value& value);
  Full Replace(Shard& shard, Value& place, Value& value);

  Budget budget_;
  std::array<Shard, kShards> shards_;
};

}  // namespace pyloom

#endif  // PYLOOM_STATE_STORE_H_
