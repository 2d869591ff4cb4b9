#include "libvirt/liveness.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <new>
#include <utility>

#include "generated/symbols.h"
#include "libvirt/error.h"
#include "libvirt/event_loop.h"
#include "libvirt/transport.h"
#include "libvirt/tunnel.h"
#include "runtime/executor.h"

namespace libvirt {

namespace {

using namespace std::chrono_literals;

// What an answer may take beyond the interval before it is missed.
constexpr auto kPatience = 250ms;
// How often a connection is looked at once it is in doubt.
constexpr auto kStep = 200ms;
// The loop's thread is rarely this late unless the process did not run.
constexpr auto kLate = 100ms;
// Nobody waits longer, and sums of it fit into what clocks count with.
constexpr auto kLongest = std::chrono::hours(24 * 365);

// An error that only a daemon that is alive returns.
bool IsAnswer(const Error& error) {
  return error.code == VIR_ERR_NO_SUPPORT || error.code == VIR_ERR_OPERATION_DENIED ||
         error.code == VIR_ERR_ACCESS_DENIED;
}

int ToTimeout(std::chrono::steady_clock::duration time) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return static_cast<int>(std::clamp<std::int64_t>(milliseconds, 1, 3'600'000));
}

}  // namespace

// In a lane of its own: it neither waits for the connection's calls nor counts as one.
class Liveness::Ask final : public Job {
 public:
  Ask(std::shared_ptr<Liveness> liveness, Object::Pointer connection)
      : liveness_(std::move(liveness)), connection_(std::move(connection)) {}

  ~Ask() override { liveness_->question_ = Question::kNone; }

  void Run() noexcept override {
    liveness_->question_ = Question::kAsked;
    unsigned long version;
    const auto connection = static_cast<virConnectPtr>(connection_->get());
    if (symbols::virConnectGetLibVersion(connection, &version) == 0 || IsAnswer(Error::Take())) {
      liveness_->answered_at_ = Clock::now().time_since_epoch().count();
    }
  }

 private:
  const std::shared_ptr<Liveness> liveness_;
  const Object::Pointer connection_;
};

Liveness::Liveness(const Object::Pointer& connection, int socket, std::uint64_t generation,
                   Clock::duration interval, Clock::duration limit)
    : connection_(connection),
      lane_(connection->lane()),
      socket_(socket),
      generation_(generation),
      limit_(limit),
      doubt_after_(std::min<Clock::duration>(interval + kPatience, limit / 2)),
      step_(std::min<Clock::duration>(kStep, interval / 4)),
      heard_at_(Clock::now()),
      checked_at_(heard_at_),
      due_(heard_at_ + doubt_after_),
      calls_when_heard_(lane_->calls()) {}

void Liveness::Watch(const Object::Pointer& connection, std::chrono::milliseconds interval,
                     std::uint64_t intervals) {
  const auto& lane = connection->lane();
  const auto generation = lane->transport()->NextMonitor();
  if (interval <= interval.zero()) return;
  const int socket = EventLoop::SocketOf(lane);
  if (socket < 0) return;
  interval = std::min<std::chrono::milliseconds>(interval, kLongest);
  const auto most = static_cast<std::uint64_t>(kLongest / interval);
  const auto limit = interval * std::clamp<std::uint64_t>(intervals, 1, most);
  const std::shared_ptr<Liveness> liveness(
      new Liveness(connection, socket, generation, interval, limit));
  auto opaque = std::make_unique<std::shared_ptr<Liveness>>(liveness);
  EventLoop::StartTimer(ToTimeout(liveness->doubt_after_), OnTimer, opaque.get(), Free);
  opaque.release();
}

void Liveness::OnTimer(int timer, void* liveness) {
  (*static_cast<std::shared_ptr<Liveness>*>(liveness))->Check(timer);
}

void Liveness::Free(void* liveness) { delete static_cast<std::shared_ptr<Liveness>*>(liveness); }

void Liveness::Check(int timer) {
  const auto now = Clock::now();
  Excuse(now);
  bool ended = true;
  bool ask = false;
  Clock::duration silence{};
  // libvirt closes a socket only after the loop has forgotten it.
  EventLoop::UseSocket(socket_, [&](int fd) {
    if (!lane_->transport()->IsMonitor(generation_)) return;
    ask = Listen(fd, now);
    silence = now - heard_at_;
    ended = silence >= limit_;
    if (!ended) return;
    lane_->transport()->SetSilent();
    // This wakes the call that polls the socket, in every release of libvirt.
    if (!Tunnel::End(lane_->transport()->tunnel())) shutdown(fd, SHUT_RDWR);
  });
  if (ended) {
    EventLoop::StopTimer(timer);
    return;
  }

  if (ask) AskDaemon();
  due_ =
      silence < doubt_after_ ? heard_at_ + doubt_after_ : std::min(now + step_, heard_at_ + limit_);
  EventLoop::RestartTimer(timer, ToTimeout(due_ - now));
}

// Leaves out of the silence what was not the daemon's.
void Liveness::Excuse(Time now) {
  auto excused = question_ == Question::kQueued ? now - checked_at_ : Clock::duration::zero();
  if (const auto late = now - due_; late > kLate) excused = std::max(excused, late);
  heard_at_ += excused;
  checked_at_ = now;
}

// Returns whether nothing but the answer to a question can show that the daemon is alive.
bool Liveness::Listen(int fd, Time now) {
  Heard(lane_->transport()->read_at());
  Heard(Time(Clock::duration(answered_at_.load())));
  bool ask = false;
  bool is_tcp = false;
#ifdef __linux__
  tcp_info info{};
  socklen_t length = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0) {
    is_tcp = true;
    Heard(now - std::chrono::milliseconds(info.tcpi_last_data_recv));
  }
#endif
  const auto silence = now - heard_at_;
  if (silence < doubt_after_) {
    knock_.End();
  } else if (!is_tcp && !IsIdle()) {
    const auto answer = knock_.Try(fd);
    if (answer == Knock::Answer::kReceived) Heard(now);
    ask = answer == Knock::Answer::kImpossible;
  }
  // What has arrived and is about to be read.
  int unread = 0;
  if (silence >= limit_ && ioctl(fd, FIONREAD, &unread) == 0 && unread > 0) Heard(now);
  return ask;
}

// Then nothing but the loop reads the socket.
bool Liveness::IsIdle() const {
  return lane_->in_flight() == 0 && lane_->calls() == calls_when_heard_;
}

void Liveness::Heard(Time time) {
  if (time <= heard_at_) return;
  heard_at_ = time;
  calls_when_heard_ = lane_->calls();
}

void Liveness::AskDaemon() {
  if (question_ != Question::kNone) return;
  auto connection = connection_.lock();
  // Its last reference is being given back.
  if (!connection) return;
  question_ = Question::kQueued;
  try {
    Executor::Get().Submit(std::make_shared<Lane>(),
                           std::make_unique<Ask>(shared_from_this(), std::move(connection)));
  } catch (const std::bad_alloc&) {
    // It is asked again, and what passes until then is excused.
    question_ = Question::kNone;
    heard_at_ += step_;
  }
}

}  // namespace libvirt
