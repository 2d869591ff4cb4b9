#pragma once

#include <chrono>
#include <memory>
#include <vector>

namespace libvirt {

// Waits for events of file descriptors, and for a deadline: with epoll on Linux, elsewhere with
// poll.
//
// One thread calls Wait. Others call Watch and WakeAt meanwhile, one at a time: the event loop's
// mutex is held around these, and not around Wait.
class Poller {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Ready {
    int fd;
    int events;  // of virEventHandleType
  };

  struct Result {
    std::vector<Ready> ready;
    bool deadline_passed = false;  // there is none any more
  };

  Poller();
  ~Poller();

  // Reports these events of a descriptor as long as they last; 0 stops that. `before` are the
  // events reported so far. False if the descriptor cannot be watched.
  bool Watch(int fd, int before, int events);

  // Sets the deadline, which must be earlier than the one that is set.
  void WakeAt(Time time);

  Result Wait();

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace libvirt
