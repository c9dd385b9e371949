#include "runtime/session.h"

#include <algorithm>
#include <mutex>

namespace pyloom {

void Session::SetHostFunction(const std::string& name, uint32_t function) {
  std::unique_lock lock(mutex_);
  host_functions_[name] = function;
  functions_version_.fetch_add(1, std::memory_order_release);
}

bool Session::RemoveHostFunction(const std::string& name) {
  std::unique_lock lock(mutex_);
  functions_version_.fetch_add(1, std::memory_order_release);
  return host_functions_.erase(name) > 0;
}

std::optional<uint32_t> Session::FindHostFunction(const std::string& name) const {
  std::shared_lock lock(mutex_);
  auto found = host_functions_.find(name);
  if (found == host_functions_.end()) return std::nullopt;
  return found->second;
}

void Session::SetNativeFunction(const std::string& name,
                                std::shared_ptr<const NativeFunction> function) {
  std::unique_lock lock(mutex_);
  native_functions_[name] = std::move(function);
}

std::shared_ptr<const NativeFunction> Session::FindNativeFunction(const std::string& name) const {
  std::shared_lock lock(mutex_);
  auto found = native_functions_.find(name);
  return found == native_functions_.end() ? nullptr : found->second;
}

void Session::PushEvent(EventKind kind, WireWriter value) {
  constexpr size_t kMostPending = 10'000;
  bool announce = false;
  {
    std::lock_guard lock(events_mutex_);
    if (pending_events_.size() >= kMostPending) {
      pending_events_.pop_front();
      ++dropped_events_;
    }
    pending_events_.push_back({kind, std::move(value)});
    announce = !events_announced_;
    events_announced_ = true;
  }
  // Before any result that is posted later: a call's events have arrived when its promise settles.
  if (announce) mailbox->Post(new EventsMessage(this));
}

std::vector<SessionEvent> Session::TakeEvents(uint64_t* dropped) {
  std::lock_guard lock(events_mutex_);
  std::vector<SessionEvent> taken(std::make_move_iterator(pending_events_.begin()),
                                  std::make_move_iterator(pending_events_.end()));
  pending_events_.clear();
  events_announced_ = false;
  *dropped = std::exchange(dropped_events_, 0);
  return taken;
}

Ref<Session> SessionTable::Open(const Ref<Mailbox>& mailbox) {
  std::unique_lock lock(mutex_);
  Ref<Session> session = new Session(next_id_++, mailbox);
  sessions_.push_back(session);
  return session;
}

void SessionTable::Close(const Ref<Session>& session) {
  session->closed.store(true);
  std::unique_lock lock(mutex_);
  std::erase(sessions_, session);
}

size_t SessionTable::size() const {
  std::shared_lock lock(mutex_);
  return sessions_.size();
}

Ref<Session> SessionTable::Find(uint32_t id) const {
  std::shared_lock lock(mutex_);
  auto found = std::find_if(sessions_.begin(), sessions_.end(),
                            [id](const auto& session) { return session->id == id; });
  return found == sessions_.end() ? nullptr : *found;
}

Ref<Session> SessionTable::NewestWithHostFunction(const std::string& name) const {
  std::shared_lock lock(mutex_);
  for (auto session = sessions_.rbegin(); session != sessions_.rend(); ++session) {
    if ((*session)->FindHostFunction(name)) return *session;
  }
  return nullptr;
}

Ref<Session> SessionTable::NewestWithNativeFunction(const std::string& name) const {
  std::shared_lock lock(mutex_);
  for (auto session = sessions_.rbegin(); session != sessions_.rend(); ++session) {
    if ((*session)->FindNativeFunction(name)) return *session;
  }
  return nullptr;
}

Ref<Session> SessionTable::Newest() const {
  std::shared_lock lock(mutex_);
  return sessions_.empty() ? nullptr : sessions_.back();
}

std::vector<Ref<Session>> SessionTable::OfMailbox(const Mailbox* mailbox) const {
  std::shared_lock lock(mutex_);
  std::vector<Ref<Session>> found;
  for (const auto& session : sessions_) {
    if (session->mailbox.get() == mailbox) found.push_back(session);
  }
  return found;
}

}  // namespace pyloom
