#pragma once

#include <chrono>
#include <memory>
#include <vector>

namespace libvirt {

// What the event loop waits with: the kernel's news of descriptors, and a deadline. On Linux it
// waits with epoll, elsewhere with poll.
class Poller {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Ready {
    int fd;
    int events;  // of virEventHandleType
  };

  struct News {
    std::vector<Ready> ready;
    bool woken = false;  // the deadline has passed, and is no more
  };

  Poller();
  ~Poller();

  // All of these by one thread at a time.

  // Reports these events of a descriptor for as long as they last; none of it with 0. False if the
  // descriptor cannot be watched.
  bool Watch(int fd, int before, int events);

  // Wakes whoever waits at this time, which must be earlier than that of the last call.
  void WakeAt(Time time);

  // One thread, while others do the above.
  News Wait();

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace libvirt
