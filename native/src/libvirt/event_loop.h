#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "generated/declarations.h"
#include "libvirt/poller.h"
#include "runtime/lane.h"

namespace libvirt {

// libvirt's event loop, on a thread of its own: one for the process, for libvirt accepts one.
//
// It differs from libvirt's default one in when a file descriptor is watched again. While several
// calls are in flight on a connection, one of them reads the socket for all; the watch on it is
// switched on and off all the time, and whenever it is on it only wakes this thread in vain, which
// then fights for the connection's lock. So a watch of a busy connection is switched on again after
// a delay, and mostly not at all.
class EventLoop {
 public:
  // Any thread, before the first connection is opened; does its work once.
  static void Start();

  // Any thread: calls `run` on the loop's thread once whatever is called back there now has
  // returned.
  static void Defer(virFreeCallback run, void* opaque);

  // Worker thread: returns once whatever is called back on the loop's thread now has returned.
  static void WaitUntilReturned();

  // Any thread. libvirt keeps without bound what the loop reads of a stream that nobody empties, so
  // the loop stops reading a connection when enough waits there. A stream is idle while it may
  // have data and nobody has asked to be told of it.
  static void StreamIsIdle(const Lane::Pointer& connection, bool idle);
  static void StreamIsEmpty(const Lane::Pointer& connection);
  // How often a connection is read although its streams are not, lest it be taken for dead.
  static void SetPatience(const Lane::Pointer& connection, std::chrono::milliseconds patience);

  // Any thread: ends the sockets of a lane that was given up, those to come too; none that leads to
  // a program of this machine.
  static void ShutDown(const Lane::Pointer& lane) noexcept;

  // Any thread. The number by which the loop knows the socket of a connection; -1 if it has none.
  static int SocketOf(const Lane::Pointer& connection);
  // Any thread. Calls `use` with the descriptor, unless libvirt has taken back the socket: it
  // closes it only when this has returned. False if it was not called.
  static bool UseSocket(int number, const std::function<void(int fd)>& use);

  // Any thread. A timer like libvirt's: calls back on the loop's thread, in milliseconds and then
  // in each such interval, until it is ended; `free` is called after that.
  static int StartTimer(int interval, virEventTimeoutCallback callback, void* opaque,
                        virFreeCallback free);
  static void RestartTimer(int timer, int interval);
  static void EndTimer(int timer);

 private:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  struct Callback {
    void* opaque;
    virFreeCallback free;
  };

  struct Watch {
    int id;
    int fd;
    int wanted;      // events that libvirt asked for
    int active;      // events that are watched now: less than wanted while held back
    Time resume_at;  // when it is held back
    bool removed;
    virEventHandleCallback callback;
    Callback data;
    Lane::Pointer lane;
  };

  struct Descriptor {
    int registered = 0;  // events that the kernel watches
    std::vector<std::shared_ptr<Watch>> watches;
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
    std::shared_ptr<Watch> watch;
    int events;
  };

  EventLoop();
  static EventLoop& Get();

  int AddHandle(int fd, int events, virEventHandleCallback callback, Callback data);
  void UpdateHandle(int watch, int events);
  int RemoveHandle(int watch);
  int AddTimer(int interval, virEventTimeoutCallback callback, Callback data);
  void UpdateTimer(int timer, int interval);
  int RemoveTimer(int timer);

  [[noreturn]] void Run();
  void Turn();
  void DispatchHandles(const std::vector<Ready>& ready);
  void DispatchTimers();
  void FreeRemoved();

  // All of these under the lock.
  static bool IsBusy(const Watch& watch);
  void Activate(Watch& watch, int events);
  void HoldBack(const std::shared_ptr<Watch>& watch, int events, Clock::duration delay);
  static bool MayRead(const Watch& watch, Time now);
  void ReadOn(const Lane::Pointer& connection);
  void Resume();
  void Forget(int fd, int id);
  void MakeRoom();
  bool ApplyToKernel(int fd);
  void SetDue(Timer& timer, Time due);
  void Set(Timer& timer, int interval);
  void WakeAt(Time time);
  void ScheduleWake();

  std::mutex mutex_;
  Poller poller_;
  Time wake_at_ = Time::max();
  int next_id_ = 1;
  std::unordered_map<int, std::shared_ptr<Watch>> watches_;
  std::unordered_map<int, Descriptor> descriptors_;
  std::vector<std::shared_ptr<Watch>> held_back_;
  std::unordered_map<int, std::shared_ptr<Timer>> timers_;
  std::set<std::pair<Time, int>> due_;  // all timers, the next one first
  std::vector<Callback> removed_;       // freed by this thread, never inside libvirt's locks
};

}  // namespace libvirt
