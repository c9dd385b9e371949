// A stream of letters in shared memory, from one process to another: each is a length of 8 bytes
// and as many bytes.
//
// Nothing that the other process writes there is trusted: positions and lengths are checked.
#ifndef PYLOOM_LINK_RING_H_
#define PYLOOM_LINK_RING_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "link/doorbell.h"
#include "platform/current_cpu.h"
#include "pyloom/wire_writer.h"

namespace pyloom {

// Zeroed at first. Positions count all bytes that there have ever been.
struct RingState {
  alignas(64) std::atomic<uint64_t> written;
  std::atomic<int32_t> writers_cpu;  // the number of the processor and 1; 0: not known
  alignas(64) std::atomic<uint64_t> read;
  alignas(64) std::atomic<uint32_t> starving;  // the writer waits for room
};

inline constexpr size_t kRingCapacity = size_t{256} << 10;

struct Piece {
  const void* bytes;
  size_t size;
};

// The writing end. What finds no room is kept, and goes on its way when the reader has made some.
//
// Threads: any. Never waits for the reader.
class Outflow {
 public:
  void Open(RingState* state, uint8_t* bytes, Doorbell* reader);

  // Throws std::bad_alloc, and nothing has been written then. The reader is told by Ring.
  void Put(const Piece* pieces, size_t count);
  void Ring() { reader_->Ring(); }
  // What is left over goes on, as far as there is room. For whoever looks after this process's
  // rings: the reader rings when it has made room.
  void Drain();

 private:
  size_t Room() const;
  void Write(const void* bytes, size_t size);
  void Publish() {
    state_->writers_cpu.store(CurrentCpu() + 1, std::memory_order_relaxed);
    state_->written.store(written_);
  }
  void Keep(uint64_t length, const Piece* pieces, size_t count);
  void DrainLocked();

  RingState* state_ = nullptr;
  uint8_t* bytes_ = nullptr;
  Doorbell* reader_ = nullptr;

  std::mutex mutex_;
  uint64_t written_ = 0;  // guarded by mutex_, as is all below
  WireWriter left_ = WireWriter::Unlimited();
  size_t left_from_ = 0;
  std::atomic<bool> has_left_{false};
};

// The reading end.
//
// Threads: any, one at a time: others find it taken.
class Inflow {
 public:
  void Open(RingState* state, const uint8_t* bytes, Doorbell* writer);

  // The processor that its writer was last seen on; -1: not known.
  int writers_cpu() const { return state_->writers_cpu.load(std::memory_order_relaxed) - 1; }
  // Since somebody looked last.
  bool HasData() const { return state_->written.load() != looked_.load(std::memory_order_relaxed); }

  // The first letter alone. False: there is none.
  template <typename Handler>
  bool ReadOne(const Handler& handler) {
    std::lock_guard lock(mutex_);
    const uint8_t* letter = nullptr;
    size_t size = 0;
    if (Next(&letter, &size) != Step::kLetter) return false;
    handler(letter, size);
    Advance();
    return true;
  }

  enum class Reading : uint8_t {
    kDone,   // for the moment: there may be more
    kTaken,  // somebody else reads
    kBroken  // somebody has written over the ring, or what is no letter
  };
  // Hands out what there is, letter by letter, but for what comes while this goes on: a writer that
  // is as fast as its reader does not keep it. The bytes are the handler's for the call, or, if
  // there is an owner of them, for as long as that is kept; it is false for what is no letter.
  // `after` runs then, before anybody else reads.
  template <typename Handler, typename After>
  Reading Read(const Handler& handler, const After& after) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return Reading::kTaken;
    for (size_t handled = 0; handled < kRingCapacity;) {
      const uint8_t* letter = nullptr;
      size_t size = 0;
      const Step step = Next(&letter, &size);
      if (step == Step::kEmpty) break;
      if (step == Step::kBroken || !handler(letter, size, awaited_ > 0 ? large_ : nullptr)) {
        is_broken_ = true;
        return Reading::kBroken;
      }
      Advance();
      handled += size + sizeof(uint64_t);
    }
    after();
    return Reading::kDone;
  }

 private:
  enum class Step : uint8_t { kLetter, kEmpty, kBroken };
  Step Next(const uint8_t** letter, size_t* size);
  void Advance();
  void Get(uint64_t from, void* bytes, size_t size) const;
  void MakeRoom(uint64_t read);

  RingState* state_ = nullptr;
  const uint8_t* bytes_ = nullptr;
  Doorbell* writer_ = nullptr;

  std::mutex mutex_;
  std::atomic<uint64_t> looked_{0};  // where the written part ended then; with mutex_, as all below
  bool is_broken_ = false;
  uint64_t read_ = 0;
  uint64_t next_ = 0;                            // behind the letter that is being handled
  WireWriter copied_ = WireWriter::Unlimited();  // one that does not lie in one piece
  size_t awaited_ = 0;  // the length of one that is taken out while it comes; 0: none is
  std::shared_ptr<WireWriter> large_;  // that one
};

}  // namespace pyloom

#endif  // PYLOOM_LINK_RING_H_
