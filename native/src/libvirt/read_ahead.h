#pragma once

#include <chrono>
#include <cstddef>

namespace libvirt {

// How far the event loop reads ahead of the streams of one connection.
//
// libvirt queues without bound what the loop reads of a stream that is not emptied, so a slow
// consumer would grow memory instead of slowing the host down. A stream is idle while it may have
// data and JavaScript does not wait for it. As long as a stream of the connection is idle, the loop
// counts what it reads, and pauses at a limit until a stream was found empty or none is idle any
// more. It still reads once in a while, so that pings are answered and the connection is not taken
// for dead.
//
// Has no lock: the event loop's mutex is held around every call, on whichever thread.
class ReadAhead {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A stream became idle, or is no longer. Returns whether a pause ends.
  bool SetStreamIdle(bool idle);

  // A stream was found empty, so what was read has been consumed. Returns whether a pause ends.
  bool Restart();

  // Whether to read the socket now; counts what is about to be read.
  bool MayRead(int socket, Time now);

  // The longest time for which the socket is not read.
  std::chrono::milliseconds max_pause() const { return max_pause_; }
  void set_max_pause(std::chrono::milliseconds pause) { max_pause_ = pause; }

 private:
  int idle_streams_ = 0;
  std::size_t bytes_ = 0;  // read since a stream was found empty
  bool paused_ = false;
  Time last_read_;
  std::chrono::milliseconds max_pause_{10'000};
};

}  // namespace libvirt
