#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "runtime/message.h"

namespace libvirt {

class Transport;

// The calls of one connection, or the attempts to open one URI: what hangs together if the peer
// hangs. A lane uses a bounded number of threads, so that it never delays another one.
class Lane {
 public:
  using Pointer = std::shared_ptr<Lane>;

  // More threads than this gain nothing on one connection: 16 to 32 serve a remote one best.
  static constexpr std::size_t kMaxRunning = 16;
  // A daemon serves five calls of one connection at a time (max_client_requests). While it does, it
  // reads nothing else from the connection, not even answers to its own pings, and ends the
  // connection after 30 seconds. So it never gets five calls that may last, and at most three that
  // are long by nature: other calls still get a turn.
  static constexpr std::size_t kMaxLasting = 4;
  static constexpr std::size_t kMaxLong = 3;

  // A lane without a transport is not a connection's own.
  explicit Lane(std::shared_ptr<Transport> transport = nullptr)
      : transport_(std::move(transport)) {}

  // Calls that were made and have not returned. Any thread.
  std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

  // Calls that were ever made. Any thread.
  std::uint64_t calls() const { return calls_.load(std::memory_order_relaxed); }

  // How the calls reach their daemon, or null. Any thread.
  Transport* transport() const { return transport_.get(); }

  // A connection, and how to ask libvirt without a round trip whether it is alive: 1 or 0, or
  // negative with an error of libvirt's.
  struct Connection {
    void* handle = nullptr;
    int (*is_alive)(void* handle) = nullptr;
  };

  // The connection whose calls these are, if there is one yet. Set before the lane has calls; each
  // of them keeps the connection.
  Connection connection;

  // Bounds the calls in flight by what a daemon can serve. Before the lane has any.
  void LeadsToDaemon() { leads_to_daemon_ = true; }

 private:
  using Jobs = Queue<std::unique_ptr<Job>>;

  friend class Executor;
  friend class Queue<Pointer>;

  bool Admits(const Job& job) const {
    if (running_ >= kMaxRunning) return false;
    if (!leads_to_daemon_ || job.wait() == Wait::kShort) return true;
    return lasting_ < kMaxLasting && (job.wait() == Wait::kGuest || long_ < kMaxLong);
  }

  // The queue whose first job may start, or null. Jobs start in the order in which they were
  // submitted, but a job that may last lets others pass until it is admitted.
  Jobs* Next() {
    if (exclusive_) return nullptr;
    for (Jobs* held : {&held_long_, &held_}) {
      if (!held->empty() && Admits(held->front())) return held;
    }
    while (!waiting_.empty()) {
      const auto& job = waiting_.front();
      if (job.IsAlone() && !(running_ == 0 && held_.empty() && held_long_.empty())) return nullptr;
      if (Admits(job)) return &waiting_;
      if (running_ >= kMaxRunning) return nullptr;
      (job.wait() == Wait::kLong ? held_long_ : held_).Push(waiting_.Pop());
    }
    return nullptr;
  }

  // Counts running jobs by what they may wait for.
  void Count(Wait wait, std::ptrdiff_t change) {
    running_ += change;
    if (wait != Wait::kShort) lasting_ += change;
    if (wait == Wait::kLong) long_ += change;
  }

  // Everything that is not atomic is guarded by the executor's mutex.
  Jobs waiting_;
  Jobs held_;       // jobs that wait for others that may last
  Jobs held_long_;  // jobs that wait for others that are long
  std::size_t running_ = 0;
  std::size_t lasting_ = 0;
  std::size_t long_ = 0;
  bool leads_to_daemon_ = false;
  bool exclusive_ = false;
  bool listed_ = false;
  Pointer next_;  // in the executor's list
  std::atomic<std::size_t> in_flight_{0};
  std::atomic<std::uint64_t> calls_{0};
  const std::shared_ptr<Transport> transport_;
};

}  // namespace libvirt
