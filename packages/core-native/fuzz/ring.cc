// A target for libFuzzer (npm run fuzz -- --target ring): what is put into a ring comes out of it,
// in order, whatever the sizes and whoever comes when; and whatever somebody writes over it, the
// reader stays within it.
#include "link/ring.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "pyloom/wire_reader.h"

namespace pyloom {
namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

struct Shared {
  RingState state{};
  DoorbellState to_reader{}, to_writer{};
  uint8_t bytes[kRingCapacity]{};
};

class Ring {
 public:
  Ring() {
    std::string error;
    Check(to_reader_.Create(&shared_->to_reader, &error), error.c_str());
    Check(to_writer_.Create(&shared_->to_writer, &error), error.c_str());
    out_.Open(&shared_->state, shared_->bytes, &to_reader_);
    in_.Open(&shared_->state, shared_->bytes, &to_writer_);
  }

  // In three pieces, the first of which may be empty.
  void Put(uint32_t size) {
    std::vector<uint8_t> letter(size);
    for (uint32_t i = 0; i < size; ++i) letter[i] = Byte(puts_, i);
    const size_t first = size / 3, second = size / 2 - first;
    const Piece pieces[] = {{letter.data(), first},
                            {letter.data() + first, second},
                            {letter.data() + first + second, size - first - second}};
    out_.Put(pieces, 3);
    out_.Ring();
    sizes_.push_back(size);
    ++puts_;
  }
  void Drain() { out_.Drain(); }

  // Whether there was any.
  bool Read() {
    bool any = false;
    const auto reading = in_.Read(
        [&](const uint8_t* letter, size_t size, const std::shared_ptr<void>&) {
          any = true;
          return Take(letter, size);
        },
        [] {});
    Check(scribbled_ || reading == Inflow::Reading::kDone, "a sound ring was found to be broken");
    return any;
  }
  void ReadOne() {
    in_.ReadOne([&](const uint8_t* letter, size_t size) { Take(letter, size); });
  }

  void Scribble(size_t at, uint64_t word) {
    scribbled_ = true;
    auto* const place = reinterpret_cast<uint8_t*>(shared_.get());
    std::memcpy(place + at % (sizeof(Shared) - sizeof word), &word, sizeof word);
  }

  void Finish() {
    if (scribbled_) return;
    for (;;) {
      Drain();
      if (!Read() && sizes_.empty()) break;
      if (++idle_ > 1'000'000) break;
    }
    Check(sizes_.empty(), "a letter was lost");
  }

 private:
  static uint8_t Byte(uint32_t letter, uint32_t i) {
    return static_cast<uint8_t>(letter * 31 + i * 7 + (i >> 8));
  }

  bool Take(const uint8_t* letter, size_t size) {
    uint8_t sum = 0;
    for (size_t i = 0; i < size; ++i) sum = static_cast<uint8_t>(sum + letter[i]);
    // Which it may be, or not: all of them have been looked at.
    if (scribbled_) return sum % 2 == 0;
    Check(!sizes_.empty() && sizes_.front() == size, "a letter has another size");
    for (size_t i = 0; i < size; ++i) {
      Check(letter[i] == Byte(takes_, static_cast<uint32_t>(i)), "a letter is another one");
    }
    sizes_.pop_front();
    ++takes_;
    return true;
  }

  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
  Doorbell to_reader_, to_writer_;
  Outflow out_;
  Inflow in_;
  std::deque<size_t> sizes_;
  uint32_t puts_ = 0, takes_ = 0, idle_ = 0;
  bool scribbled_ = false;
};

}  // namespace
}  // namespace pyloom

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t length) {
  pyloom::Ring ring;
  pyloom::WireReader commands(data, length);
  uint8_t command = 0;
  while (commands.Raw(&command)) {
    uint16_t number = 0;
    uint64_t word = 0;
    switch (command % 8) {
      case 0:
      case 1:
        if (commands.Raw(&number)) ring.Put(number % 512);
        break;
      case 2:  // up to a megabyte
        if (commands.Raw(&number)) ring.Put(uint32_t{number} * 16);
        break;
      case 3:
        ring.Drain();
        break;
      case 4:
      case 5:
        ring.Read();
        break;
      case 6:
        ring.ReadOne();
        break;
      default:
        if (commands.Raw(&number) && commands.Raw(&word)) {
          // Mostly where it begins and ends, and what is next.
          ring.Scribble(number % 2 == 0 ? number % 512 : size_t{number} * 4, word);
        }
    }
  }
  ring.Finish();
  return 0;
}
