#include "runtime/keeper.h"

#include <chrono>
#include <utility>

#include "base/thread.h"
#include "platform/cpu.h"
#include "python/gil.h"
#include "runtime/interpreter.h"
#include "runtime/keeper_lane.h"
#include "runtime/lane_table.h"
#include "runtime/runtime.h"
#include "runtime/thread_pool.h"

namespace pyloom {

namespace {
constexpr auto kIdle = std::chrono::seconds(2);
constexpr uint64_t kPatience = 2'000'000'000;
}  // namespace

Keeper::Keeper(Interpreter* interpreter) : interpreter_(interpreter) {}
Keeper::~Keeper() = default;

void Keeper::Submit(Ref<Request> request) {
  {
    std::lock_guard lock(mutex_);
    if (!running_)
      running_ = StartThread(KeeperLane::kStackSize, [this, turn = turn_] { Main(turn); });
    if (running_) {
      queue_.push_back(std::move(request));
      // Without a thread for it, this call waits for the one before.
      if (began_ > 0 && !standing_by_)
        standing_by_ = StartThread(KeeperLane::kStackSize, [this] { StandBy(); });
      changed_.notify_all();
      return;
    }
  }
  request->Refuse("The system refuses the thread that this call needs to run on");
}

void Keeper::Main(uint64_t turn) {
  KeeperLane* lane = TakeLane();
  lane->Attach(interpreter_);
  while (Ref<Request> request = Wait(turn)) {
    lane->Serve(std::move(request));
    interpreter_->references.Drain();
  }
  lane->Detach();
  std::lock_guard lock(mutex_);
  lanes_.push_back(lane);
}

KeeperLane* Keeper::TakeLane() {
  {
    std::lock_guard lock(mutex_);
    if (!lanes_.empty()) {
      KeeperLane* lane = lanes_.back();
      lanes_.pop_back();
      return lane;
    }
  }
  return interpreter_->runtime.lanes.Make<KeeperLane>(interpreter_->pool);
}

Ref<Request> Keeper::Wait(uint64_t turn) {
  GilRelease released;
  Ref<Request> request;
  {
    std::unique_lock lock(mutex_);
    if (turn == turn_) {
      began_ = 0;
      changed_.notify_all();
      changed_.wait_for(lock, kIdle, [&] { return !queue_.empty() || turn != turn_; });
    }
    if (turn == turn_ && queue_.empty()) running_ = false;
    if (turn == turn_ && !queue_.empty()) {
      request = std::move(queue_.front());
      queue_.pop_front();
      began_ = NowNanoseconds();
      changed_.notify_all();
    }
  }
  interpreter_->runtime.StopIfExiting();
  return request;
}

void Keeper::StandBy() {
  uint64_t turn = 0;
  {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (queue_.empty()) {
        standing_by_ = false;
        return;
      }
      const uint64_t now = NowNanoseconds();
      if (began_ == 0) {
        changed_.wait(lock);
      } else if (now < began_ + kPatience) {
        changed_.wait_for(lock, std::chrono::nanoseconds(began_ + kPatience - now));
      } else {
        break;
      }
    }
    standing_by_ = false;
    began_ = 0;
    turn = ++turn_;
  }
  Main(turn);
}

}  // namespace pyloom
