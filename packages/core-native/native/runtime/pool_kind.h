#ifndef PYLOOM_RUNTIME_POOL_KIND_H_
#define PYLOOM_RUNTIME_POOL_KIND_H_

#include <cstdint>

namespace pyloom {

// The order is that of src/pool-kind.ts.
enum class PoolKind : uint8_t {
  kHome = 0,       // workers on the main interpreter
  kWork = 1,       // workers, a sub-interpreter with its own GIL each
  kAsyncHome = 2,  // asyncio loops on the main interpreter
  kAsyncWork = 3,  // asyncio loops, a sub-interpreter with its own GIL each
};
inline constexpr int kPoolKinds = 4;
// JavaScript counts on: workers and event loops of processes that its session has beside threads.
inline constexpr uint32_t kLastPoolNumber = kPoolKinds + 1;

inline bool IsAsync(PoolKind kind) {
  return kind == PoolKind::kAsyncHome || kind == PoolKind::kAsyncWork;
}
inline bool RunsAtHome(PoolKind kind) {
  return kind == PoolKind::kHome || kind == PoolKind::kAsyncHome;
}
inline bool HasOwnInterpreters(PoolKind kind) {
  return kind == PoolKind::kWork || kind == PoolKind::kAsyncWork;
}

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_POOL_KIND_H_
