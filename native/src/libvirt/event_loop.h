#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libvirt/hold_back.h"
#include "libvirt/poller.h"
#include "libvirt/watch.h"

namespace libvirt {

// libvirt's event loop, on a thread of its own: one for the process, for libvirt accepts one. It
// watches file descriptors, runs timers, and frees what callbacks leave behind. Two policies decide
// when it does not watch a descriptor: HoldBack for sockets of busy connections, ReadAhead for
// connections whose streams are not read.
//
// One mutex guards the watches, the timers, HoldBack and each connection's ReadAhead. libvirt adds,
// updates and removes watches and timers on any thread and inside its own locks, so the mutex is
// innermost: with it held, no callback runs, no function of libvirt is called, and no mutex is
// locked but the poller's own. What is called back runs on the loop's thread and without the mutex,
// so it may be removed while it runs; its `free` runs later on the same thread, outside libvirt's
// locks.
class EventLoop {
 public:
  // Any thread, before the first connection is opened; does its work once. Throws if there can be
  // no thread or no poller.
  static void Start();

  // Any thread: calls `run` on the loop's thread, after the callback that runs there now, if any.
  static void Defer(virFreeCallback run, void* opaque);

  // Worker thread: returns once the callback that runs on the loop's thread now has returned.
  static void WaitForCallback();

  // Any thread. Reports to ReadAhead that a stream of a connection became idle or is no longer, and
  // that a stream was found empty.
  static void SetStreamIdle(const Lane::Pointer& connection, bool idle);
  static void OnStreamEmpty(const Lane::Pointer& connection);
  // The longest time for which ReadAhead may leave the connection unread.
  static void SetMaxReadPause(const Lane::Pointer& connection, std::chrono::milliseconds pause);

  // Any thread: shuts down the sockets of a connection that was abandoned while it was being
  // opened. A socket that is added later is shut down at once; one that leads to a program of this
  // machine never is.
  static void ShutDown(const Lane::Pointer& connection) noexcept;

  // Any thread. The number of the watch of a connection's socket; -1 if it has none.
  static int SocketOf(const Lane::Pointer& connection);
  // Any thread. Calls `use` with the descriptor and the mutex held: libvirt closes the descriptor
  // only after it has removed the watch. False, without a call, if it has.
  static bool UseSocket(int watch, const std::function<void(int fd)>& use);

  // Any thread. A timer like libvirt's: calls back on the loop's thread after as many milliseconds,
  // and again after each such interval until the timer is stopped; then calls `free` there.
  static int StartTimer(int interval, virEventTimeoutCallback callback, void* opaque,
                        virFreeCallback free);
  static void RestartTimer(int timer, int interval);
  static void StopTimer(int timer);

 private:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  struct Descriptor {
    int registered = 0;  // events that the kernel watches
    std::vector<Watch::Pointer> watches;
  };

  struct Timer {
    int id;
    int interval;  // milliseconds; negative: off
    Time due;
    bool removed;
    virEventTimeoutCallback callback;
    Callback data;
  };

  struct Ready {
    Watch::Pointer watch;
    int events;
  };

  EventLoop();
  static EventLoop& Get();

  // Any thread, inside libvirt's locks. No exception passes through libvirt: without memory, Add
  // returns -1, and what was added can be updated and removed without more.
  int AddHandle(int fd, int events, virEventHandleCallback callback, Callback data);
  void UpdateHandle(int watch, int events);
  int RemoveHandle(int watch);
  int AddTimer(int interval, virEventTimeoutCallback callback, Callback data);
  void UpdateTimer(int timer, int interval);
  int RemoveTimer(int timer);

  // The loop's thread, without the mutex.
  [[noreturn]] void Run();
  void Turn();
  void DispatchHandles(const std::vector<Ready>& ready);
  void DispatchTimers();
  void FreeRemoved();

  // Any thread, with the mutex held.
  void Activate(Watch& watch, int events);
  void Delay(const Watch::Pointer& watch, int events, Clock::duration delay);
  bool MayRead(const Watch& watch, Time now);
  void EndReadPause(const Lane::Pointer& connection);
  void Unlist(int fd, int id);
  void Reserve();
  bool ApplyToKernel(int fd);
  void SetDue(Timer& timer, Time due);
  void SetInterval(Timer& timer, int interval);
  void WakeAt(Time time);
  void ScheduleWake();

  std::mutex mutex_;
  Poller poller_;
  Time wake_at_ = Time::max();
  int next_id_ = 1;
  std::unordered_map<int, Watch::Pointer> watches_;
  std::unordered_map<int, Descriptor> descriptors_;
  HoldBack hold_back_;
  std::unordered_map<int, std::shared_ptr<Timer>> timers_;
  std::set<std::pair<Time, int>> due_;  // all timers, the next one first
  std::vector<Callback> removed_;       // to be freed by the loop's thread
};

}  // namespace libvirt
