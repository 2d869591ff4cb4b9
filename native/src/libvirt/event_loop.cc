#include "libvirt/event_loop.h"

#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <new>
#include <thread>
#include <utility>

#include "generated/symbols.h"
#include "libvirt/transport.h"
#include "libvirt/tunnel.h"
#include "runtime/executor.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

constexpr auto kNoMemoryDelay = std::chrono::milliseconds(10);

// The kernel reports these whether or not they are watched.
constexpr int kAlwaysReported = VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;

}  // namespace

EventLoop& EventLoop::Get() {
  static auto& instance = *new EventLoop;
  return instance;
}

EventLoop::EventLoop() {
  StartThread("libvirt-events", [this] { Run(); });
}

void EventLoop::Start() {
  static const bool started = [] {
    Get();
    symbols::virEventRegisterImpl(
        [](int fd, int events, virEventHandleCallback callback, void* opaque,
           virFreeCallback free) { return Get().AddHandle(fd, events, callback, {opaque, free}); },
        [](int watch, int events) { Get().UpdateHandle(watch, events); },
        [](int watch) { return Get().RemoveHandle(watch); },
        [](int interval, virEventTimeoutCallback callback, void* opaque, virFreeCallback free) {
          return Get().AddTimer(interval, callback, {opaque, free});
        },
        [](int timer, int interval) { Get().UpdateTimer(timer, interval); },
        [](int timer) { return Get().RemoveTimer(timer); });
    return true;
  }();
  (void)started;
}

void EventLoop::Defer(virFreeCallback run, void* opaque) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  self.removed_.push_back({opaque, run});
  self.WakeAt(Clock::now());
}

void EventLoop::WaitForCallback() {
  struct Wait {
    std::mutex mutex;
    std::condition_variable changed;
    bool returned = false;
  } wait;
  Defer(
      [](void* opaque) {
        auto& wait = *static_cast<Wait*>(opaque);
        // Notifies with the mutex held: once it is free, the waiting thread destroys this.
        std::lock_guard lock(wait.mutex);
        wait.returned = true;
        wait.changed.notify_one();
      },
      &wait);
  std::unique_lock lock(wait.mutex);
  wait.changed.wait(lock, [&wait] { return wait.returned; });
}

void EventLoop::SetStreamIdle(const Lane::Pointer& connection, bool idle) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  if (connection->transport()->read_ahead_.SetStreamIdle(idle)) self.EndReadPause(connection);
}

void EventLoop::OnStreamEmpty(const Lane::Pointer& connection) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  if (connection->transport()->read_ahead_.Restart()) self.EndReadPause(connection);
}

void EventLoop::SetMaxReadPause(const Lane::Pointer& connection, std::chrono::milliseconds pause) {
  std::lock_guard lock(Get().mutex_);
  connection->transport()->read_ahead_.set_max_pause(pause);
}

void EventLoop::ShutDown(const Lane::Pointer& connection) noexcept {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  for (const auto& [id, watch] : self.watches_) {
    if (watch->lane == connection && !Tunnel::IsBehind(watch->fd)) shutdown(watch->fd, SHUT_RDWR);
  }
}

int EventLoop::SocketOf(const Lane::Pointer& connection) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  for (const auto& [id, watch] : self.watches_) {
    if (watch->lane == connection) return id;
  }
  return -1;
}

bool EventLoop::UseSocket(int watch, const std::function<void(int fd)>& use) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  const auto found = self.watches_.find(watch);
  if (found == self.watches_.end()) return false;
  use(found->second->fd);
  return true;
}

int EventLoop::StartTimer(int interval, virEventTimeoutCallback callback, void* opaque,
                          virFreeCallback free) {
  return Get().AddTimer(interval, callback, {opaque, free});
}

void EventLoop::RestartTimer(int timer, int interval) { Get().UpdateTimer(timer, interval); }

void EventLoop::StopTimer(int timer) { Get().RemoveTimer(timer); }

// ---- Called by libvirt, on any thread and inside its locks ------------------------------------

int EventLoop::AddHandle(int fd, int events, virEventHandleCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  const int id = next_id_++;
  try {
    Reserve();
    auto watch = std::make_shared<Watch>(
        Watch{id, fd, callback, data, Executor::CurrentLane(), events, events});
    descriptors_[fd].watches.push_back(watch);
    watches_.emplace(id, watch);
    const auto* const transport = watch->transport();
    const bool abandoned = transport && transport->is_abandoned();
    if (abandoned && !Tunnel::IsBehind(fd)) shutdown(fd, SHUT_RDWR);
    if (ApplyToKernel(fd)) return id;
  } catch (const std::bad_alloc&) {
    // What was added so far is removed again.
  }
  Unlist(fd, id);
  watches_.erase(id);
  return -1;
}

void EventLoop::UpdateHandle(int id, int events) {
  std::lock_guard lock(mutex_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  const auto& watch = found->second;
  watch->wanted = events;
  if ((events & ~watch->active) && HoldBack::IsBusy(*watch)) {
    Delay(watch, events & watch->active, HoldBack::kDelay);
  } else {
    Activate(*watch, events);
  }
}

int EventLoop::RemoveHandle(int id) {
  std::lock_guard lock(mutex_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return -1;
  const auto watch = found->second;
  watch->removed = true;
  watches_.erase(found);
  hold_back_.Remove(watch);
  Unlist(watch->fd, id);
  removed_.push_back(watch->data);
  WakeAt(Clock::now());
  return 0;
}

int EventLoop::AddTimer(int interval, virEventTimeoutCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  const int id = next_id_++;
  try {
    Reserve();
    auto timer = std::make_shared<Timer>(Timer{id, -1, Time::max(), false, callback, data});
    due_.emplace(timer->due, id);
    SetInterval(*timers_.emplace(id, std::move(timer)).first->second, interval);
    return id;
  } catch (const std::bad_alloc&) {
    due_.erase({Time::max(), id});
    return -1;
  }
}

void EventLoop::UpdateTimer(int id, int interval) {
  std::lock_guard lock(mutex_);
  const auto found = timers_.find(id);
  if (found != timers_.end()) SetInterval(*found->second, interval);
}

int EventLoop::RemoveTimer(int id) {
  std::lock_guard lock(mutex_);
  const auto found = timers_.find(id);
  if (found == timers_.end()) return -1;
  auto& timer = *found->second;
  timer.removed = true;
  due_.erase({timer.due, id});
  removed_.push_back(timer.data);
  timers_.erase(found);
  WakeAt(Clock::now());
  return 0;
}

// ---- With the mutex held ----------------------------------------------------------------------

void EventLoop::Activate(Watch& watch, int events) {
  watch.resume_at = Time::max();
  if (watch.active == events) return;
  watch.active = events;
  ApplyToKernel(watch.fd);
}

// Watches only these events now, and the others that libvirt wants after the delay.
void EventLoop::Delay(const Watch::Pointer& watch, int events, Clock::duration delay) {
  Activate(*watch, events);
  hold_back_.Add(watch, Clock::now() + delay);
  WakeAt(watch->resume_at);
}

bool EventLoop::MayRead(const Watch& watch, Time now) {
  auto* const transport = watch.transport();
  if (!transport) return true;
  if (!transport->read_ahead_.MayRead(watch.fd, now)) return false;
  transport->SetReadAt(now);
  return true;
}

void EventLoop::EndReadPause(const Lane::Pointer& connection) {
  const auto now = Clock::now();
  if (hold_back_.Release(connection, now)) WakeAt(now);
}

void EventLoop::Unlist(int fd, int id) {
  const auto descriptor = descriptors_.find(fd);
  if (descriptor == descriptors_.end()) return;
  auto& watches = descriptor->second.watches;
  const auto has_id = [id](const auto& watch) { return watch->id == id; };
  watches.erase(std::remove_if(watches.begin(), watches.end(), has_id), watches.end());
  ApplyToKernel(fd);
}

// Holding back and removing must not need memory: they cannot fail.
void EventLoop::Reserve() {
  const auto most = watches_.size() + timers_.size() + 1;
  hold_back_.Reserve(most);
  removed_.reserve(2 * most);
}

// Has the kernel watch what all watches of a descriptor want together.
bool EventLoop::ApplyToKernel(int fd) {
  Descriptor& descriptor = descriptors_[fd];
  int events = 0;
  for (const auto& watch : descriptor.watches) events |= watch->active;
  bool applied = true;
  if (events != descriptor.registered) {
    applied = poller_.Watch(fd, descriptor.registered, events);
    descriptor.registered = applied ? events : 0;
  }
  if (descriptor.watches.empty()) descriptors_.erase(fd);
  return applied;
}

void EventLoop::SetInterval(Timer& timer, int interval) {
  timer.interval = interval;
  SetDue(timer, interval < 0 ? Time::max() : Clock::now() + std::chrono::milliseconds(interval));
  WakeAt(timer.due);
}

void EventLoop::SetDue(Timer& timer, Time due) {
  auto node = due_.extract({timer.due, timer.id});
  timer.due = due;
  node.value().first = due;
  due_.insert(std::move(node));
}

void EventLoop::WakeAt(Time time) {
  if (time >= wake_at_) return;
  wake_at_ = time;
  poller_.WakeAt(time);
}

void EventLoop::ScheduleWake() {
  if (!removed_.empty()) WakeAt(Clock::now());
  WakeAt(hold_back_.Next());
  if (!due_.empty()) WakeAt(due_.begin()->first);
}

// ---- The loop's own thread --------------------------------------------------------------------

void EventLoop::Run() {
  for (;;) {
    try {
      Turn();
    } catch (const std::bad_alloc&) {
      // The next turn finds the same descriptors and timers, if there is memory then.
      std::this_thread::sleep_for(kNoMemoryDelay);
    }
  }
}

void EventLoop::Turn() {
  const auto result = poller_.Wait();
  std::vector<Ready> ready;
  {
    std::lock_guard lock(mutex_);
    if (result.deadline_passed) wake_at_ = Time::max();
    for (const auto& [fd, happened] : result.ready) {
      const auto descriptor = descriptors_.find(fd);
      if (descriptor == descriptors_.end()) continue;
      for (const auto& watch : descriptor->second.watches) ready.push_back({watch, happened});
    }
  }
  DispatchHandles(ready);
  DispatchTimers();
  FreeRemoved();
  std::lock_guard lock(mutex_);
  hold_back_.ResumeDue(Clock::now(), [this](Watch& watch) { Activate(watch, watch.wanted); });
  ScheduleWake();
}

void EventLoop::DispatchHandles(const std::vector<Ready>& ready) {
  for (const auto& [watch, events] : ready) {
    int reported;
    {
      std::lock_guard lock(mutex_);
      if (watch->removed || !watch->active) continue;
      reported = events & (watch->active | kAlwaysReported);
      if (!reported) continue;
      // While a call reads the socket, this would be reported again at once.
      if (HoldBack::IsBusy(*watch)) Delay(watch, 0, HoldBack::kDelay);
      if (reported & VIR_EVENT_HANDLE_READABLE && !MayRead(*watch, Clock::now())) {
        reported &= ~VIR_EVENT_HANDLE_READABLE;
        Delay(watch, watch->active & ~VIR_EVENT_HANDLE_READABLE,
              watch->transport()->read_ahead_.max_pause());
        if (!reported) continue;
      }
    }
    watch->callback(watch->id, watch->fd, reported, watch->data.opaque);
  }
}

void EventLoop::DispatchTimers() {
  std::vector<std::shared_ptr<Timer>> due;
  {
    std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    for (const auto& [time, id] : due_) {
      if (time > now) break;
      due.push_back(timers_.at(id));
    }
    for (const auto& timer : due) SetDue(*timer, now + std::chrono::milliseconds(timer->interval));
  }
  for (const auto& timer : due) {
    {
      std::lock_guard lock(mutex_);
      if (timer->interval < 0 || timer->removed) continue;
    }
    timer->callback(timer->id, timer->data.opaque);
  }
}

void EventLoop::FreeRemoved() {
  std::unique_lock lock(mutex_);
  while (!removed_.empty()) {
    const auto callback = removed_.back();
    removed_.pop_back();
    lock.unlock();
    if (callback.free) callback.free(callback.opaque);
    lock.lock();
  }
}

}  // namespace libvirt
