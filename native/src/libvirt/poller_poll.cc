#if !defined(__linux__) || defined(LIBVIRT_POLL)

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "generated/declarations.h"
#include "libvirt/poller.h"

namespace libvirt {

namespace {

short ToPoll(int events) {
  return static_cast<short>((events & VIR_EVENT_HANDLE_READABLE ? POLLIN : 0) |
                            (events & VIR_EVENT_HANDLE_WRITABLE ? POLLOUT : 0));
}

int FromPoll(short events) {
  return (events & POLLIN ? VIR_EVENT_HANDLE_READABLE : 0) |
         (events & POLLOUT ? VIR_EVENT_HANDLE_WRITABLE : 0) |
         (events & POLLERR ? VIR_EVENT_HANDLE_ERROR : 0) |
         (events & POLLHUP ? VIR_EVENT_HANDLE_HANGUP : 0);
}

}  // namespace

// A byte in the pipe interrupts the waiting thread when what it waits for has changed.
struct Poller::State {
  State() {
    if (pipe(ends) < 0) {
      throw std::system_error(errno, std::generic_category(), "libvirt's event loop");
    }
    for (const int end : ends) {
      fcntl(end, F_SETFD, FD_CLOEXEC);
      fcntl(end, F_SETFL, O_NONBLOCK);
    }
  }

  ~State() {
    for (const int end : ends) close(end);
  }

  // With the mutex held: the thread waits for what was watched before.
  void Interrupt() {
    if (!std::exchange(waits, false)) return;
    const char byte = 0;
    (void)!write(ends[1], &byte, 1);
  }

  int ends[2];
  std::mutex mutex;
  std::unordered_map<int, int> watched;  // events by descriptor
  Time deadline = Time::max();
  bool waits = false;
};

Poller::Poller() : state_(std::make_unique<State>()) {}

Poller::~Poller() = default;

bool Poller::Watch(int fd, int, int events) {
  std::lock_guard lock(state_->mutex);
  if (events == 0) {
    state_->watched.erase(fd);
  } else {
    state_->watched[fd] = events;
  }
  state_->Interrupt();
  return true;
}

void Poller::WakeAt(Time time) {
  std::lock_guard lock(state_->mutex);
  state_->deadline = time;
  state_->Interrupt();
}

Poller::Result Poller::Wait() {
  std::vector<pollfd> polled{{state_->ends[0], POLLIN, 0}};
  int timeout = -1;
  {
    std::lock_guard lock(state_->mutex);
    for (const auto& [fd, events] : state_->watched) polled.push_back({fd, ToPoll(events), 0});
    if (state_->deadline != Time::max()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
          state_->deadline - std::chrono::steady_clock::now());
      timeout = static_cast<int>(
          std::clamp<std::int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
    }
    state_->waits = true;
  }
  const int count = poll(polled.data(), static_cast<nfds_t>(polled.size()), timeout);

  Result result;
  std::lock_guard lock(state_->mutex);
  state_->waits = false;
  if (polled[0].revents) {
    char bytes[64];
    while (read(state_->ends[0], bytes, sizeof(bytes)) > 0) continue;
  }
  if (state_->deadline <= std::chrono::steady_clock::now()) {
    state_->deadline = Time::max();
    result.deadline_passed = true;
  }
  for (std::size_t index = 1; count > 0 && index < polled.size(); ++index) {
    const auto& [fd, asked, happened] = polled[index];
    // A descriptor that was closed before libvirt removed its watch would be reported forever.
    if (happened & POLLNVAL) {
      state_->watched.erase(fd);
    } else if (happened) {
      result.ready.push_back({fd, FromPoll(happened)});
    }
  }
  return result;
}

}  // namespace libvirt

#endif
