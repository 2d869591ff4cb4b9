#include "runtime/event_loop.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "generated/symbols.h"
#include "runtime/executor.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

// Longer gains no speed, and delays the events of a busy connection.
constexpr auto kHoldBack = std::chrono::microseconds(200);

// How exactly the silence of a connection is measured.
constexpr int kTicksPerInterval = 2;

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
    if (watch->lane == lane) shutdown(watch->fd, SHUT_RDWR);
  }
}

void EventLoop::EndIfSilent(const Lane::Pointer& connection, std::chrono::milliseconds interval,
                            std::uint64_t intervals) {
  if (!Poller::Hears()) return;
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  const auto before = self.silences_.find(connection.get());
  if (before != self.silences_.end()) self.ForgetSilence(before);
  if (interval <= interval.zero()) return;
  const auto of_connection = [&](const auto& each) { return each.second->lane == connection; };
  const auto watch = std::find_if(self.watches_.begin(), self.watches_.end(), of_connection);
  if (watch == self.watches_.end()) return;
  const auto ticks = intervals * kTicksPerInterval;
  // A key to find it by, in case that the connection is gone: nothing follows the pointer.
  const Callback data{const_cast<Lane*>(connection.get()), nullptr};
  const auto tick = static_cast<int>(interval.count()) / kTicksPerInterval;
  const int timer = self.MakeTimer(tick, Tick, data);
  Silence silence{connection, watch->second->fd, timer, ticks, ticks, false};
  self.Listen(silence);
  self.silences_.emplace(connection.get(), std::move(silence));
}

// ---- Called by libvirt, on any thread and inside its locks ------------------------------------

int EventLoop::AddHandle(int fd, int events, virEventHandleCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  const int id = next_id_++;
  auto watch = std::make_shared<Watch>(
      Watch{id, fd, events, events, Time::max(), false, callback, data, Executor::CurrentLane()});
  descriptors_[fd].watches.push_back(watch);
  if (!ApplyToKernel(fd)) {
    Forget(*watch);
    return -1;
  }
  if (watch->lane && watch->lane->is_given_up()) shutdown(fd, SHUT_RDWR);
  watches_.emplace(id, std::move(watch));
  return id;
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
  if (const auto silence = silences_.find(watch->lane.get()); silence != silences_.end()) {
    ForgetSilence(silence);
  }
  watches_.erase(found);
  Forget(*watch);
  removed_.push_back(watch->data);
  WakeAt(Clock::now());
  return 0;
}

int EventLoop::AddTimer(int interval, virEventTimeoutCallback callback, Callback data) {
  std::lock_guard lock(mutex_);
  return MakeTimer(interval, callback, data);
}

void EventLoop::UpdateTimer(int id, int interval) {
  std::lock_guard lock(mutex_);
  const auto found = timers_.find(id);
  if (found != timers_.end()) Set(*found->second, interval);
}

int EventLoop::RemoveTimer(int id) {
  std::lock_guard lock(mutex_);
  return EndTimer(id) ? 0 : -1;
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

void EventLoop::Forget(const Watch& watch) {
  auto& watches = descriptors_[watch.fd].watches;
  watches.erase(std::find_if(watches.begin(), watches.end(),
                             [&](const auto& each) { return each->id == watch.id; }));
  ApplyToKernel(watch.fd);
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

int EventLoop::MakeTimer(int interval, virEventTimeoutCallback callback, Callback data) {
  const int id = next_id_++;
  auto timer = std::make_shared<Timer>(Timer{id, -1, Time::max(), false, callback, data});
  Set(*timer, interval);
  timers_.emplace(id, std::move(timer));
  return id;
}

bool EventLoop::EndTimer(int id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) return false;
  const auto timer = found->second;
  timer->removed = true;
  SetDue(*timer, Time::max());
  timers_.erase(found);
  removed_.push_back(timer->data);
  WakeAt(Clock::now());
  return true;
}

void EventLoop::Set(Timer& timer, int interval) {
  timer.interval = interval;
  SetDue(timer, interval < 0 ? Time::max() : Clock::now() + std::chrono::milliseconds(interval));
  WakeAt(timer.due);
}

void EventLoop::Listen(Silence& silence) {
  silence.broken = false;
  poller_.Hear(silence.fd, silence.connection.get());
}

void EventLoop::ForgetSilence(Silences::iterator silence) {
  poller_.Ignore(silence->second.fd);
  EndTimer(silence->second.timer);
  silences_.erase(silence);
}

void EventLoop::SetDue(Timer& timer, Time due) {
  due_.erase({timer.due, timer.id});
  timer.due = due;
  if (due != Time::max()) due_.emplace(due, timer.id);
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
    const auto news = poller_.Wait();
    std::vector<Ready> ready;
    {
      std::lock_guard lock(mutex_);
      if (news.woken) wake_at_ = Time::max();
      for (const auto* connection : news.heard) {
        const auto silence = silences_.find(static_cast<const Lane*>(connection));
        if (silence != silences_.end()) silence->second.broken = true;
      }
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
}

void EventLoop::Tick(int, void* connection) {
  auto& self = Get();
  std::lock_guard lock(self.mutex_);
  const auto found = self.silences_.find(static_cast<const Lane*>(connection));
  if (found == self.silences_.end()) return;
  auto& silence = found->second;
  if (silence.broken) {
    silence.left = silence.ticks;
    self.Listen(silence);
  } else if (--silence.left == 0) {
    silence.connection->silent_ = true;
    // Whoever waits for the socket is woken by that, in whichever release of libvirt.
    shutdown(silence.fd, SHUT_RDWR);
    self.ForgetSilence(found);
  }
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
  std::vector<Callback> removed;
  {
    std::lock_guard lock(mutex_);
    removed.swap(removed_);
  }
  for (const auto& callback : removed) {
    if (callback.free) callback.free(callback.opaque);
  }
}

}  // namespace libvirt
