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

// Allowed for an answer beyond the interval.
constexpr auto kGrace = 250ms;
// How often a connection is checked once it is in doubt.
constexpr auto kStep = 200ms;
// The loop's thread is rarely this late unless the process did not run.
constexpr auto kLate = 100ms;
// Longer than any useful interval, and short enough for sums to fit into a duration.
constexpr auto kLongest = std::chrono::hours(24 * 365);

// An error that only a live daemon returns.
bool IsAnswer(const Error& error) {
  return error.code == VIR_ERR_NO_SUPPORT || error.code == VIR_ERR_OPERATION_DENIED ||
         error.code == VIR_ERR_ACCESS_DENIED;
}

int ToTimeout(std::chrono::steady_clock::duration time) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return static_cast<int>(std::clamp<std::int64_t>(milliseconds, 1, 3'600'000));
}

}  // namespace

// In a lane of its own: it neither waits for calls of the connection nor counts as one.
class Liveness::QueryJob final : public Job {
 public:
  QueryJob(std::shared_ptr<Liveness> liveness, Object::Pointer connection)
      : liveness_(std::move(liveness)), connection_(std::move(connection)) {}

  ~QueryJob() override { liveness_->query_ = Query::kNone; }

  void Run() noexcept override {
    liveness_->query_ = Query::kRunning;
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
      doubt_after_(std::min<Clock::duration>(interval + kGrace, limit / 2)),
      step_(std::min<Clock::duration>(kStep, interval / 4)),
      last_sign_at_(Clock::now()),
      checked_at_(last_sign_at_),
      due_(last_sign_at_ + doubt_after_),
      calls_at_last_sign_(lane_->calls()) {}

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
  SkipOwnDelays(now);
  bool ended = true;
  bool must_query = false;
  Clock::duration silence{};
  // UseSocket keeps libvirt from closing the socket meanwhile.
  EventLoop::UseSocket(socket_, [&](int fd) {
    if (!lane_->transport()->IsMonitor(generation_)) return;
    must_query = CheckSocket(fd, now);
    silence = now - last_sign_at_;
    ended = silence >= limit_;
    if (!ended) return;
    lane_->transport()->SetSilent();
    // Wakes the call that polls the socket, in every release of libvirt.
    if (!Tunnel::End(lane_->transport()->tunnel())) shutdown(fd, SHUT_RDWR);
  });
  if (ended) {
    EventLoop::StopTimer(timer);
    return;
  }

  if (must_query) QueryDaemon();
  due_ = silence < doubt_after_ ? last_sign_at_ + doubt_after_
                                : std::min(now + step_, last_sign_at_ + limit_);
  EventLoop::RestartTimer(timer, ToTimeout(due_ - now));
}

// Subtracts from the silence the delays of this process.
void Liveness::SkipOwnDelays(Time now) {
  auto delay = query_ == Query::kQueued ? now - checked_at_ : Clock::duration::zero();
  if (const auto late = now - due_; late > kLate) delay = std::max(delay, late);
  last_sign_at_ += delay;
  checked_at_ = now;
}

// Takes the signs of life that the socket shows. Returns whether only a query can give one.
bool Liveness::CheckSocket(int fd, Time now) {
  NoteSign(lane_->transport()->read_at());
  NoteSign(Time(Clock::duration(answered_at_.load())));
  bool must_query = false;
  bool is_tcp = false;
#ifdef __linux__
  tcp_info info{};
  socklen_t length = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0) {
    is_tcp = true;
    NoteSign(now - std::chrono::milliseconds(info.tcpi_last_data_recv));
  }
#endif
  const auto silence = now - last_sign_at_;
  if (silence < doubt_after_) {
    knock_.End();
  } else if (!is_tcp && !IsIdle()) {
    const auto answer = knock_.Try(fd);
    if (answer == Knock::Answer::kReceived) NoteSign(now);
    must_query = answer == Knock::Answer::kImpossible;
  }
  // Data that has arrived and is about to be read.
  int unread = 0;
  if (silence >= limit_ && ioctl(fd, FIONREAD, &unread) == 0 && unread > 0) NoteSign(now);
  return must_query;
}

// Only the loop reads the socket then.
bool Liveness::IsIdle() const {
  return lane_->in_flight() == 0 && lane_->calls() == calls_at_last_sign_;
}

void Liveness::NoteSign(Time time) {
  if (time <= last_sign_at_) return;
  last_sign_at_ = time;
  calls_at_last_sign_ = lane_->calls();
}

void Liveness::QueryDaemon() {
  if (query_ != Query::kNone) return;
  auto connection = connection_.lock();
  // Its last reference is being released.
  if (!connection) return;
  query_ = Query::kQueued;
  try {
    Executor::Get().Submit(std::make_shared<Lane>(),
                           std::make_unique<QueryJob>(shared_from_this(), std::move(connection)));
  } catch (const std::bad_alloc&) {
    // Tried again; the time until then does not count as silence.
    query_ = Query::kNone;
    last_sign_at_ += step_;
  }
}

}  // namespace libvirt
