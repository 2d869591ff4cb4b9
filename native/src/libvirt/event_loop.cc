#include "libvirt/event_loop.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <new>
#include <thread>
#include <utility>

#include "generated/symbols.h"
#include "libvirt/tunnel.h"
#include "runtime/executor.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

// Longer gains no speed, and delays the events of a busy connection.
constexpr auto kHoldBack = std::chrono::microseconds(200);

constexpr auto kNoMemoryDelay = std::chrono::milliseconds(10);

// Beside what a reader takes at once, so that it finds more when it comes back.
constexpr std::size_t kMaxReadAhead = 4 << 20;
// What libvirt sends of a stream in one message, and its header.
constexpr int kMaxMessage = (256 << 10) + 64;

// The kernel reports these whether or not they are asked for.
constexpr int kUnasked = VIR_EVENT_HANDLE_ERROR | VIR_EVENT_HANDLE_HANGUP;

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

void EventLoop::WaitUntilReturned() {
  struct Wait {
    std::mutex mutex;
    std::condition_variable changed;
    bool returned = false;
  } wait;
  Defer(
      [](void* opaque) {
        auto& wait = *static_cast<Wait*>(opaque);
        // Told under the lock: once it is free, the waiting thread takes this away.
        std::lock_guard lock(wait.mutex);
        wait.returned = true;
        wait.changed.notify_one();
      },
      &wait);
  std::unique_lock lock(wait.mutex);
  wait.changed.wait(lock, [&wait] { return wait.returned; });
}

void EventLoop::StreamIsIdle(const Lane::Pointer& connection, bool idle) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  auto& streams = connection->read_ahead_.idle_streams;
  streams += idle ? 1 : -1;
  if (streams == 0) self.ReadOn(connection);
}

void EventLoop::StreamIsEmpty(const Lane::Pointer& connection) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  self.ReadOn(connection);
}

void EventLoop::SetPatience(const Lane::Pointer& connection, std::chrono::milliseconds patience) {
  std::lock_guard lock(Get().mutex_);
  connection->read_ahead_.patience = patience;
}

void EventLoop::ShutDown(const Lane::Pointer& lane) noexcept {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  for (const auto& [id, watch] : self.watches_) {
    if (watch->lane == lane && !Tunnel::IsBehind(watch->fd)) shutdown(watch->fd, SHUT_RDWR);
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

bool EventLoop::UseSocket(int number, const std::function<void(int fd)>& use) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  const auto found = self.watches_.find(number);
  if (found == self.watches_.end()) return false;
  use(found->second->fd);
  return true;
}

int EventLoop::StartTimer(int interval, virEventTimeoutCallback callback, void* opaque,
                          virFreeCallback free) {
  return Get().AddTimer(interval, callback, {opaque, free});
}

void EventLoop::RestartTimer(int timer, int interval) { Get().UpdateTimer(timer, interval); }

void EventLoop::EndTimer(int timer) { Get().RemoveTimer(timer); }

// ---- Called by libvirt, on any thread and inside its locks ------------------------------------

int EventLoop::AddHandle(int fd, int events, virEventHandleCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  const int id = next_id_++;
  try {
    MakeRoom();
    auto watch = std::make_shared<Watch>(
        Watch{id, fd, events, events, Time::max(), false, callback, data, Executor::CurrentLane()});
    descriptors_[fd].watches.push_back(watch);
    watches_.emplace(id, watch);
    const bool given_up = watch->lane && watch->lane->is_given_up();
    if (given_up && !Tunnel::IsBehind(fd)) shutdown(fd, SHUT_RDWR);
    if (ApplyToKernel(fd)) return id;
  } catch (const std::bad_alloc&) {
    // What was added until then is taken back.
  }
  Forget(fd, id);
  watches_.erase(id);
  return -1;
}

void EventLoop::UpdateHandle(int id, int events) {
  std::lock_guard lock(mutex_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  const auto& watch = found->second;
  watch->wanted = events;
  if ((events & ~watch->active) && IsBusy(*watch)) {
    HoldBack(watch, events & watch->active, kHoldBack);
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
  Forget(watch->fd, id);
  removed_.push_back(watch->data);
  WakeAt(Clock::now());
  return 0;
}

int EventLoop::AddTimer(int interval, virEventTimeoutCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  const int id = next_id_++;
  try {
    MakeRoom();
    auto timer = std::make_shared<Timer>(Timer{id, -1, Time::max(), false, callback, data});
    due_.emplace(timer->due, id);
    Set(*timers_.emplace(id, std::move(timer)).first->second, interval);
    return id;
  } catch (const std::bad_alloc&) {
    due_.erase({Time::max(), id});
    return -1;
  }
}

void EventLoop::UpdateTimer(int id, int interval) {
  std::lock_guard lock(mutex_);
  const auto found = timers_.find(id);
  if (found != timers_.end()) Set(*found->second, interval);
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

// ---- Under the lock ---------------------------------------------------------------------------

// Other calls than the one that is switching the watch on will want to read the socket.
bool EventLoop::IsBusy(const Watch& watch) { return watch.lane && watch.lane->in_flight() > 1; }

void EventLoop::Activate(Watch& watch, int events) {
  watch.resume_at = Time::max();
  if (watch.active == events) return;
  watch.active = events;
  ApplyToKernel(watch.fd);
}

// Watches for these events alone, and for the others a little later.
void EventLoop::HoldBack(const std::shared_ptr<Watch>& watch, int events, Clock::duration delay) {
  const bool listed = watch->resume_at != Time::max();
  Activate(*watch, events);
  watch->resume_at = Clock::now() + delay;
  if (!listed) held_back_.push_back(watch);
  WakeAt(watch->resume_at);
}

// Counts what is going to be read.
bool EventLoop::MayRead(const Watch& watch, Time now) {
  if (!watch.lane) return true;
  auto& ahead = watch.lane->read_ahead_;
  if (ahead.idle_streams == 0) return true;
  if (ahead.bytes >= kMaxReadAhead && now - ahead.last_read < ahead.patience) {
    ahead.held = true;
    return false;
  }
  int available = 0;
  ioctl(watch.fd, FIONREAD, &available);
  // One message at a time.
  ahead.bytes += std::clamp<int>(available, 0, kMaxMessage);
  ahead.last_read = now;
  return true;
}

void EventLoop::ReadOn(const Lane::Pointer& connection) {
  auto& ahead = connection->read_ahead_;
  ahead.bytes = 0;
  if (!std::exchange(ahead.held, false)) return;
  const auto now = Clock::now();
  for (auto& watch : held_back_) {
    if (watch->lane != connection || watch->resume_at == Time::max()) continue;
    watch->resume_at = now;
    WakeAt(now);
  }
}

void EventLoop::Resume() {
  const auto now = Clock::now();
  auto still = held_back_.begin();
  for (auto& watch : held_back_) {
    if (watch->removed || watch->resume_at == Time::max()) continue;
    if (watch->resume_at <= now) {
      Activate(*watch, watch->wanted);
    } else {
      *still++ = std::move(watch);
    }
  }
  held_back_.erase(still, held_back_.end());
}

void EventLoop::Forget(int fd, int id) {
  const auto descriptor = descriptors_.find(fd);
  if (descriptor == descriptors_.end()) return;
  auto& watches = descriptor->second.watches;
  const auto has_id = [id](const auto& watch) { return watch->id == id; };
  watches.erase(std::remove_if(watches.begin(), watches.end(), has_id), watches.end());
  ApplyToKernel(fd);
}

// Whatever is watched or timed can be held back and removed without further memory: that happens
// where nobody could be told that there is none.
void EventLoop::MakeRoom() {
  const auto most = watches_.size() + timers_.size() + 1;
  held_back_.reserve(2 * most);
  removed_.reserve(2 * most);
}

// Tells the kernel what all watches of a descriptor want together.
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

void EventLoop::Set(Timer& timer, int interval) {
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
  for (const auto& watch : held_back_) WakeAt(watch->resume_at);
  if (!due_.empty()) WakeAt(due_.begin()->first);
}

// ---- The loop's own thread --------------------------------------------------------------------

void EventLoop::Run() {
  for (;;) {
    try {
      Turn();
    } catch (const std::bad_alloc&) {
      // Whatever is ready or due still is when there is memory again.
      std::this_thread::sleep_for(kNoMemoryDelay);
    }
  }
}

void EventLoop::Turn() {
  const auto news = poller_.Wait();
  std::vector<Ready> ready;
  {
    std::lock_guard lock(mutex_);
    if (news.woken) wake_at_ = Time::max();
    for (const auto& [fd, happened] : news.ready) {
      const auto descriptor = descriptors_.find(fd);
      if (descriptor == descriptors_.end()) continue;
      for (const auto& watch : descriptor->second.watches) ready.push_back({watch, happened});
    }
  }
  DispatchHandles(ready);
  DispatchTimers();
  FreeRemoved();
  std::lock_guard lock(mutex_);
  Resume();
  ScheduleWake();
}

void EventLoop::DispatchHandles(const std::vector<Ready>& ready) {
  for (const auto& [watch, events] : ready) {
    int reported;
    {
      std::lock_guard lock(mutex_);
      if (watch->removed || !watch->active) continue;
      reported = events & (watch->active | kUnasked);
      if (!reported) continue;
      // If a call has the turn to read the socket, this would be reported again at once.
      if (IsBusy(*watch)) HoldBack(watch, 0, kHoldBack);
      if (reported & VIR_EVENT_HANDLE_READABLE && !MayRead(*watch, Clock::now())) {
        reported &= ~VIR_EVENT_HANDLE_READABLE;
        HoldBack(watch, watch->active & ~VIR_EVENT_HANDLE_READABLE,
                 watch->lane->read_ahead_.patience);
        if (!reported) continue;
      }
      if (reported & VIR_EVENT_HANDLE_READABLE && watch->lane) watch->lane->SetReadAt(Clock::now());
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
