#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "libvirt/knock.h"
#include "libvirt/object.h"

namespace libvirt {

// Ends a connection whose daemon has been silent for too long, and no other.
//
// libvirt pings the daemon when an interval has passed without a message, but is not to judge the
// answers itself: it would give up in the middle of a call, which releases before 10.3 do not
// survive (CVE-2024-4418). Nor does anything show that a call has read an answer: while calls are
// in flight, one of them reads the socket for all. So these are the signs of life:
//
//  1. The event loop found something to read. It reads the socket whenever no call does, so it sees
//     every ping of an idle connection answered.
//  2. The kernel says when data last arrived, whichever thread has read it. TCP on Linux only.
//  3. The daemon answered a knock: a ping on a UNIX socket of its own, made when an interval has
//     passed without the signs above although calls were made. It does so even while long calls
//     keep all of its workers.
//  4. The daemon answered a question, its version, which it sends ahead of ordinary calls. Only
//     where neither 2 nor 3 can tell: behind ssh, or where the name of the socket leads nowhere, as
//     in a container. For the question is one more call in flight, and before 10.3 the end of a
//     connection may crash a program that has several.
//
// Time in which this process did not run, or a question waited here for a thread, is not silence.
class Liveness : public std::enable_shared_from_this<Liveness> {
 public:
  // Worker thread. From now on the connection ends when its daemon is silent for `intervals`
  // intervals; never with an interval of 0. Replaces what was said before.
  static void Watch(const Object::Pointer& connection, std::chrono::milliseconds interval,
                    std::uint64_t intervals);

 private:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;
  enum class Question { kNone, kQueued, kAsked };
  class Ask;

  Liveness(const Object::Pointer& connection, int socket, std::uint64_t generation,
           Clock::duration interval, Clock::duration limit);

  static void OnTimer(int timer, void* liveness);
  static void Free(void* liveness);

  // All of this on the event loop's thread.
  void Check(int timer);
  void Excuse(Time now);
  bool Listen(int fd, Time now);
  bool IsIdle() const;
  void Heard(Time time);
  void AskDaemon();

  const std::weak_ptr<Object> connection_;
  const Lane::Pointer lane_;
  const int socket_;  // what the event loop knows it by
  const std::uint64_t generation_;
  const Clock::duration limit_;
  const Clock::duration doubt_after_;
  const Clock::duration step_;  // between looks, once in doubt

  Time heard_at_;
  Time checked_at_;
  Time due_;
  std::uint64_t calls_when_heard_;
  Knock knock_;

  // Shared with the worker that asks.
  std::atomic<Question> question_{Question::kNone};
  std::atomic<Clock::rep> answered_at_{0};
};

}  // namespace libvirt
