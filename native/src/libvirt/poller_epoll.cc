#if defined(__linux__) && !defined(LIBVIRT_POLL)

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <system_error>
#include <utility>

#include "generated/declarations.h"
#include "libvirt/poller.h"

namespace libvirt {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "libvirt's event loop");
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(fd_); }
  operator int() const { return fd_; }

 private:
  const int fd_;
};

std::uint32_t ToEpoll(int events) {
  return (events & VIR_EVENT_HANDLE_READABLE ? EPOLLIN : 0U) |
         (events & VIR_EVENT_HANDLE_WRITABLE ? EPOLLOUT : 0U) |
         (events & VIR_EVENT_HANDLE_ERROR ? EPOLLERR : 0U) |
         (events & VIR_EVENT_HANDLE_HANGUP ? EPOLLHUP : 0U);
}

int FromEpoll(std::uint32_t events) {
  return (events & EPOLLIN ? VIR_EVENT_HANDLE_READABLE : 0) |
         (events & EPOLLOUT ? VIR_EVENT_HANDLE_WRITABLE : 0) |
         (events & EPOLLERR ? VIR_EVENT_HANDLE_ERROR : 0) |
         (events & EPOLLHUP ? VIR_EVENT_HANDLE_HANGUP : 0);
}

}  // namespace

struct Poller::State {
  const Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
  // Both the deadline and the way to wake the thread.
  const Descriptor clock{timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)};
};

Poller::Poller() : state_(std::make_unique<State>()) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = state_->clock;
  if (epoll_ctl(state_->epoll, EPOLL_CTL_ADD, state_->clock, &event) < 0) {
    throw std::system_error(errno, std::generic_category(), "libvirt's event loop");
  }
}

Poller::~Poller() = default;

bool Poller::Watch(int fd, int before, int events) {
  epoll_event event{};
  event.events = ToEpoll(events);
  event.data.fd = fd;
  // A descriptor without events is deleted: the kernel would still report a hang-up again and
  // again.
  const int operation = events == 0 ? EPOLL_CTL_DEL : before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  int result = epoll_ctl(state_->epoll, operation, fd, &event);
  // The descriptor was closed, and perhaps opened again, before libvirt removed its watch.
  if (result < 0 && operation == EPOLL_CTL_MOD && errno == ENOENT) {
    result = epoll_ctl(state_->epoll, EPOLL_CTL_ADD, fd, &event);
  } else if (result < 0 && operation == EPOLL_CTL_ADD && errno == EEXIST) {
    result = epoll_ctl(state_->epoll, EPOLL_CTL_MOD, fd, &event);
  }
  return result == 0 || events == 0;
}

void Poller::WakeAt(Time time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  itimerspec spec{};
  spec.it_value.tv_sec = seconds.count();
  spec.it_value.tv_nsec = std::chrono::nanoseconds(since - seconds).count();
  timerfd_settime(state_->clock, TFD_TIMER_ABSTIME, &spec, nullptr);
}

Poller::Result Poller::Wait() {
  Result result;
  std::array<epoll_event, 64> events;
  const int count = epoll_wait(state_->epoll, events.data(), events.size(), -1);
  for (int index = 0; index < count; ++index) {
    const int fd = events[index].data.fd;
    if (fd == state_->clock) {
      std::uint64_t expirations;
      (void)!read(fd, &expirations, sizeof(expirations));
      result.deadline_passed = true;
    } else {
      result.ready.push_back({fd, FromEpoll(events[index].events)});
    }
  }
  return result;
}

}  // namespace libvirt

#endif
