#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>

#include "runtime/message.h"

namespace libvirt {

// The calls of one connection, or the attempts to open one address: what hangs together if the
// other side hangs. A lane holds a bounded number of threads, so that it never holds up another.
class Lane {
 public:
  using Pointer = std::shared_ptr<Lane>;

  // More threads than this gain nothing on one connection (16 to 32 serve a remote one best).
  static constexpr std::size_t kMaxRunning = 16;

  // Calls that were made and have not returned. Any thread.
  std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

  // The virConnectPtr whose calls these are, or null where there is none yet. Set before the lane has
  // calls; each of them keeps the connection.
  void* connection = nullptr;

  // Whether the connection was ended since nothing came from the other side in time. Any thread.
  bool is_silent() const { return silent_.load(std::memory_order_relaxed); }

  // Nobody waits for the connection that is being opened in this lane. Any thread.
  void GiveUp() { given_up_.store(true, std::memory_order_relaxed); }
  bool is_given_up() const { return given_up_.load(std::memory_order_relaxed); }

 private:
  friend class Executor;
  friend class Queue<Pointer>;

  bool Ready() const {
    return !waiting_.empty() && running_ < kMaxRunning && !exclusive_ &&
           (running_ == 0 || !waiting_.front().IsAlone());
  }

  // All but the counter are guarded by the executor's mutex.
  Queue<std::unique_ptr<Job>> waiting_;
  std::size_t running_ = 0;
  bool exclusive_ = false;
  bool listed_ = false;
  Pointer next_;  // of those that are listed
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<bool> silent_{false};
  std::atomic<bool> given_up_{false};

  // What the event loop reads of the connection's streams before anybody asks for it, guarded by
  // its mutex.
  struct ReadAhead {
    int idle_streams = 0;   // those that may have data and are not waiting for it
    std::size_t bytes = 0;  // read since one of them was found empty
    bool held = false;      // the loop does not read for now
    std::chrono::steady_clock::time_point last_read;
    std::chrono::milliseconds patience{
        10'000};  // a held connection is read that often all the same
  };
  friend class EventLoop;
  ReadAhead read_ahead_;
};

}  // namespace libvirt
