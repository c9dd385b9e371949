// By which two processes know the blocks that both have: those that the parent has handed over are
// even, those that the child has made are odd. None is used twice.
#ifndef PYLOOM_PROCESSES_BLOCK_NUMBERS_H_
#define PYLOOM_PROCESSES_BLOCK_NUMBERS_H_

#include <cstdint>

namespace pyloom {

inline constexpr uint64_t kBlockNumbers = 2;  // from one to the next
inline constexpr uint64_t kFirstOfChild = 1;
constexpr bool IsChildsBlock(uint64_t number) { return number % kBlockNumbers == kFirstOfChild; }

}  // namespace pyloom

#endif  // PYLOOM_PROCESSES_BLOCK_NUMBERS_H_
