#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>

#include "libvirt/read_ahead.h"

namespace libvirt {

// How the calls of one connection reach its daemon. Used by the code that opens the connection, the
// event loop, keep-alive and the close callback. Exists before the connection does, and belongs to
// the connection's lane. For a driver in this process there is a transport without a socket.
//
// Any thread, unless a member says otherwise: the others are atomic.
class Transport {
 public:
  using Clock = std::chrono::steady_clock;

  // Whether the connection was ended because its daemon was silent for too long.
  bool is_silent() const { return silent_.load(std::memory_order_relaxed); }
  void SetSilent() { silent_.store(true, std::memory_order_relaxed); }

  // When the event loop last found something to read.
  Clock::time_point read_at() const {
    return Clock::time_point(Clock::duration(read_at_.load(std::memory_order_relaxed)));
  }
  void SetReadAt(Clock::time_point time) {
    read_at_.store(time.time_since_epoch().count(), std::memory_order_relaxed);
  }

  // Numbers those that monitor the connection: only the newest one does.
  std::uint64_t NextMonitor() { return ++monitor_; }
  bool IsMonitor(std::uint64_t number) const { return monitor_.load() == number; }

  // The connection that is being opened is no longer wanted.
  void Abandon() { abandoned_.store(true, std::memory_order_relaxed); }
  bool is_abandoned() const { return abandoned_.load(std::memory_order_relaxed); }

  // The process that leads to the daemon, such as ssh; 0 if there is none. Set by the thread that
  // opens the connection, before any other thread has it.
  pid_t tunnel() const { return tunnel_; }
  void SetTunnel(pid_t tunnel) { tunnel_ = tunnel; }

 private:
  friend class EventLoop;

  std::atomic<bool> silent_{false};
  std::atomic<Clock::rep> read_at_{0};
  std::atomic<std::uint64_t> monitor_{0};
  std::atomic<bool> abandoned_{false};
  pid_t tunnel_ = 0;
  ReadAhead read_ahead_;  // guarded by the event loop's mutex
};

}  // namespace libvirt
