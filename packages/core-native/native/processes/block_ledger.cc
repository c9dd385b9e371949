#include "processes/block_ledger.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "platform/descriptor.h"
#include "platform/forked_child.h"
#include "processes/block_numbers.h"
#include "processes/letters.h"
#include "processes/supervisor.h"

namespace pyloom {

namespace {

// Each is a descriptor and a mapping of this process.
constexpr size_t kMostBlocks = 1 << 14;
constexpr int kBetweenTries = 10;

// Of all processes that there are.
struct Ledgers {
  std::mutex mutex;
  std::unordered_set<BlockLedger*> all;  // guarded by mutex
};

Ledgers& AllLedgers() {
  static auto* const ledgers = new Ledgers();  // leaked: processes outlive static destructors
  return *ledgers;
}

}  // namespace

BlockLedger::BlockLedger(Outflow& out) : out_(out) {
  static constexpr SharedBlock::Keeper kKeeper = {
      [](SharedBlock&) {},
      [](SharedBlock& block) {
        if (InForkedChild()) return;  // the processes are its parent's
        std::lock_guard lock(AllLedgers().mutex);
        for (BlockLedger* ledger : AllLedgers().all) ledger->OnLetGo(block);
      },
  };
  std::lock_guard lock(AllLedgers().mutex);
  if (AllLedgers().all.empty()) SharedBlock::KeptBy(&kKeeper);
  AllLedgers().all.insert(this);
}

BlockLedger::~BlockLedger() {
  std::lock_guard lock(AllLedgers().mutex);
  AllLedgers().all.erase(this);
}

void BlockLedger::Open(const DescriptorChannel& channel) {
  std::lock_guard lock(mutex_);
  channel_ = channel;
  SendLocked();
}

void BlockLedger::Close() {
  std::lock_guard lock(mutex_);
  channel_ = {};
}

uint64_t BlockLedger::Name(SharedBlock& block) {
  uint64_t number = 0;
  bool has_unsent = false;
  {
    std::lock_guard lock(mutex_);
    const auto [known, is_new] = numbers_.try_emplace(&block);
    if (is_new) {
      known->second = last_number_ += kBlockNumbers;
      entries_[known->second].block = block.Kept();
      unsent_.push_back({known->second, block.Kept()});
      SendLocked();
      has_unsent = !unsent_.empty() && is_open();
    }
    number = known->second;
    Entry& entry = entries_[number];
    ++entry.named;
    entry.is_unused = false;
  }
  // It is to look at the socket again.
  if (has_unsent) Supervisor::Get().At(0, [] {});
  return number;
}

std::shared_ptr<SharedBlock> BlockLedger::Find(uint64_t number) {
  std::lock_guard lock(mutex_);
  // It was sent before the letter that names it.
  if (entries_.count(number) == 0) ReceiveLocked();
  const auto found = entries_.find(number);
  return found == entries_.end() ? nullptr : found->second.block->Hold();
}

void BlockLedger::OnUnused(uint64_t number, uint64_t named) {
  std::shared_ptr<SharedBlock> freed;  // without the mutex
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(number);
  if (found == entries_.end() || found->second.named != named) return;
  found->second.is_unused = true;
  ForgetUnlessHeld(number, &freed);
}

void BlockLedger::OnLetGo(SharedBlock& block) {
  std::shared_ptr<SharedBlock> freed;  // without the mutex
  std::lock_guard lock(mutex_);
  const auto known = numbers_.find(&block);
  if (known != numbers_.end()) ForgetUnlessHeld(known->second, &freed);
}

void BlockLedger::ForgetUnlessHeld(uint64_t number, std::shared_ptr<SharedBlock>* freed) {
  const auto found = entries_.find(number);
  if (!found->second.is_unused || found->second.block->IsHeld()) return;
  *freed = std::move(found->second.block);
  numbers_.erase(freed->get());
  entries_.erase(found);
  Letter(ToChild::kForgetBlock).Raw(number).SendTo(out_);
}

void BlockLedger::End() {
  decltype(entries_) freed;
  decltype(unsent_) given_up;
  std::lock_guard lock(mutex_);
  freed.swap(entries_);
  given_up.swap(unsent_);
  numbers_.clear();
}

std::string BlockLedger::failure() {
  std::lock_guard lock(mutex_);
  return failure_;
}

// What finds no room is left for the supervisor.
void BlockLedger::SendLocked() {
  are_too_many_ = false;
  while (is_open() && !unsent_.empty()) {
    const Unsent& next = unsent_.front();
    const Passed passed = PassDescriptor(channel_, {next.number, next.block->descriptor()});
    are_too_many_ = passed == Passed::kTooMany;
    if (passed == Passed::kNone || passed == Passed::kTooMany) return;
    if (passed == Passed::kEnd) return unsent_.clear();
    unsent_.pop_front();
  }
}

void BlockLedger::ReceiveLocked() {
  while (is_open() && !has_come_to_end_) {
    PassedDescriptor received;
    const Passed passed = ReceiveDescriptor(channel_, &received);
    has_come_to_end_ = passed == Passed::kEnd;
    if (passed != Passed::kOne) return;
    Take(received.number, received.descriptor);
  }
}

void BlockLedger::Take(uint64_t number, int descriptor) {
  const bool is_one = IsChildsBlock(number) && entries_.count(number) == 0;
  if (descriptor == -1) {
    failure_ = "this process may not have another descriptor";
  } else if (!is_one || entries_.size() >= kMostBlocks) {
    failure_ = is_one ? "it has made too many shared arrays" : "it has handed over what is none";
    CloseDescriptor(&descriptor);
  } else if (std::shared_ptr<SharedBlock> block = SharedBlock::Adopt(descriptor, &failure_)) {
    numbers_[block.get()] = number;
    entries_[number].block = std::move(block);
  }
}

Await BlockLedger::Awaits(int* sleep) {
  std::lock_guard lock(mutex_);
  if (!is_open() || has_come_to_end_) return Await::kNothing;
  if (are_too_many_) *sleep = std::min(*sleep, kBetweenTries);
  const bool needs_room = !unsent_.empty() && !are_too_many_;
  return needs_room ? Await::kInputOrRoom : Await::kInput;
}

void BlockLedger::Exchange(bool has_happened) {
  std::lock_guard lock(mutex_);
  if (has_happened) ReceiveLocked();
  if (has_happened || are_too_many_) SendLocked();
}

}  // namespace pyloom
