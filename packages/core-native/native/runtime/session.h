// What a client is to the core: the host functions and native functions that Python reaches through
// its calls, the conversions it asked for, and which of Python's events it wants.
//
// Threads: written on its JavaScript thread, read from any. Counted: requests hold it.
#ifndef PYLOOM_RUNTIME_SESSION_H_
#define PYLOOM_RUNTIME_SESSION_H_

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "convert/recipient.h"
#include "messages/message.h"
#include "pyloom/native_function.h"

namespace pyloom {

enum class EventKind : uint8_t { kStdout = 0, kStderr = 1, kLog = 2, kSpan = 3, kProcess = 4 };
inline constexpr int kEventKinds = 5;
inline constexpr int kPythonsEventKinds = 4;  // the others are the core's

enum class EventMode : uint8_t { kInherit = 0, kDrop = 1, kDeliver = 2 };

// A copy of another package's native function, paid for with retain and release.
class NativeFunction {
 public:
  explicit NativeFunction(const pyloom_native_function& function) : function_(function) {
    if (function_.retain != nullptr) function_.retain(function_.context);
  }
  ~NativeFunction() {
    if (function_.release != nullptr) function_.release(function_.context);
  }
  NativeFunction(const NativeFunction&) = delete;
  NativeFunction& operator=(const NativeFunction&) = delete;
  pyloom_native_status Invoke(const uint8_t* arguments, size_t length,
                              const pyloom_native_output* output) const {
    return function_.invoke(function_.context, arguments, length, output);
  }

 private:
  pyloom_native_function function_;
};

// Something that Python printed, logged or traced, or that became of a process.
struct SessionEvent {
  EventKind kind;
  WireWriter value;
};

class RemotePool;

class Session final : public Recipient {
 public:
  Session(uint32_t id, Ref<Mailbox> mailbox) : Recipient(std::move(mailbox)), id(id) {}

  const uint32_t id;

  void SetHostFunction(const std::string& name, uint32_t function);
  bool RemoveHostFunction(const std::string& name);
  std::optional<uint32_t> FindHostFunction(const std::string& name) const;
  // Another one whenever a host function has been set or removed.
  uint64_t functions_version() const { return functions_version_.load(std::memory_order_acquire); }

  void SetNativeFunction(const std::string& name, std::shared_ptr<const NativeFunction> function);
  std::shared_ptr<const NativeFunction> FindNativeFunction(const std::string& name) const;

  EventMode event_mode(EventKind kind) const { return events_[static_cast<int>(kind)].load(); }
  void SetEventMode(EventKind kind, EventMode mode) { events_[static_cast<int>(kind)].store(mode); }

  // Queues a record for the handler and never waits: at the bound the oldest is dropped and
  // counted.
  void PushEvent(EventKind kind, WireWriter value);
  // On the JavaScript thread: what has come since, and how many were dropped.
  std::vector<SessionEvent> TakeEvents(uint64_t* dropped);

  std::atomic<bool> closed{false};

  // Its processes, if it may have any. Set as it is opened, as is the next one.
  RemotePool* remote = nullptr;
  // Whether all its calls run there; else only those that are sent there, beside its threads here.
  bool is_remote = false;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, uint32_t> host_functions_;
  std::atomic<uint64_t> functions_version_{0};
  std::unordered_map<std::string, std::shared_ptr<const NativeFunction>> native_functions_;
  std::atomic<EventMode> events_[kEventKinds] = {};

  std::mutex events_mutex_;
  std::deque<SessionEvent> pending_events_;  // guarded by events_mutex_
  uint64_t dropped_events_ = 0;
  bool events_announced_ = false;
};

// A session has events. One such message stands for all that come before it is handled.
class EventsMessage final : public Message {
 public:
  explicit EventsMessage(Ref<Session> session)
      : Message(Type::kEvent), session(std::move(session)) {}
  const Ref<Session> session;
};

// All open sessions. Any thread.
class SessionTable {
 public:
  Ref<Session> Open(const Ref<Mailbox>& mailbox);
  void Close(const Ref<Session>& session);
  size_t size() const;
  Ref<Session> Find(uint32_t id) const;
  // Outside of any call, the newest open session that knows the name is asked.
  Ref<Session> NewestWithHostFunction(const std::string& name) const;
  Ref<Session> NewestWithNativeFunction(const std::string& name) const;
  Ref<Session> Newest() const;
  std::vector<Ref<Session>> OfMailbox(const Mailbox* mailbox) const;

 private:
  mutable std::shared_mutex mutex_;
  std::vector<Ref<Session>> sessions_;  // oldest first
  uint32_t next_id_ = 1;
};

}  // namespace pyloom

#endif  // PYLOOM_RUNTIME_SESSION_H_
