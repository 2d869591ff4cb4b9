#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "libvirt/knock.h"
#include "libvirt/object.h"

namespace libvirt {

// Ends a connection when its daemon has been silent for too long.
//
// libvirt pings the daemon after an interval without a message, but does not judge the answers
// here: it would give up in the middle of a call, which releases before 10.3 do not survive
// (CVE-2024-4418). And it does not report that a call has read an answer: while calls are in
// flight, one of them reads the socket for all. So these are the signs of life:
//
//  1. The event loop found something to read. It reads the socket whenever no call does, so it sees
//     every ping of an idle connection answered.
//  2. The kernel's time at which data last arrived, whichever thread has read it. TCP on Linux
//     only.
//  3. The daemon answered a knock: a ping on a second connection to its UNIX socket, made when
//     calls were made and an interval has passed without the signs above. A daemon answers it
//     even while long calls occupy all of its workers.
//  4. The daemon answered a query, for its version, which it sends ahead of ordinary calls. Made
//     like 3, but only where neither 2 nor 3 apply: behind ssh, or where the path of the socket
//     does not exist, as in a container. The query is one more call in flight, and before 10.3 the
//     end of a connection may crash a process with several.
//
// Time in which this process did not run, or in which a query waited here for a thread, is not
// silence.
class Liveness : public std::enable_shared_from_this<Liveness> {
 public:
  // Worker thread. From now on the connection ends if its daemon is silent for `intervals`
  // intervals; never with an interval of 0. Replaces an earlier call.
  static void Watch(const Object::Pointer& connection, std::chrono::milliseconds interval,
                    std::uint64_t intervals);

 private:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;
  enum class Query { kNone, kQueued, kRunning };
  class QueryJob;

  Liveness(const Object::Pointer& connection, int socket, std::uint64_t generation,
           Clock::duration interval, Clock::duration limit);

  static void OnTimer(int timer, void* liveness);
  static void Free(void* liveness);

  // The event loop's thread.
  void Check(int timer);
  void SkipOwnDelays(Time now);
  bool CheckSocket(int fd, Time now);
  bool IsIdle() const;
  void NoteSign(Time time);
  void QueryDaemon();

  const std::weak_ptr<Object> connection_;
  const Lane::Pointer lane_;
  const int socket_;  // the number of its watch
  const std::uint64_t generation_;
  const Clock::duration limit_;
  const Clock::duration doubt_after_;
  const Clock::duration step_;  // between checks, once in doubt

  Time last_sign_at_;
  Time checked_at_;
  Time due_;
  std::uint64_t calls_at_last_sign_;
  Knock knock_;

  // Shared with the worker that makes the query.
  std::atomic<Query> query_{Query::kNone};
  std::atomic<Clock::rep> answered_at_{0};
};

}  // namespace libvirt
