#include "handwritten/opening.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "generated/declarations.h"
#include "libvirt/event_loop.h"
#include "libvirt/transport.h"
#include "libvirt/tunnel.h"

namespace libvirt {

namespace {

// How many abandoned attempts may still wait inside libvirt, per URI and in all. Each occupies a
// thread, which no signal can interrupt in a name look-up or a handshake.
constexpr std::size_t kMaxAbandoned = 64;
constexpr std::size_t kMaxAbandonedInAll = 512;

// libvirt makes a GLib event loop for each connection, and GLib ends the process if no descriptors
// are left for it: refuse the attempt before that. libvirt itself needs some more.
bool HasDescriptors() {
  std::array<int, 16> files;
  for (int& file : files) file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (const int file : files) {
    if (file >= 0) close(file);
  }
  return std::all_of(files.begin(), files.end(), [](int file) { return file >= 0; });
}

}  // namespace

// A URI to which connections are opened. Attempts to open one URI share a lane: a host that hangs
// occupies few threads, and none that another host needs.
class Address {
 public:
  static std::shared_ptr<Address> Of(const std::string& uri);

  const Lane::Pointer& lane() const { return lane_; }

  // Why no further attempt may start now.
  std::optional<Error> Refusal() const;

 private:
  friend class Attempted;

  struct All {
    std::mutex mutex;
    std::map<std::string, std::weak_ptr<Address>> addresses;
    std::size_t abandoned = 0;
  };
  static All& all() {
    static auto& instance = *new All;
    return instance;
  }

  const Lane::Pointer lane_ = std::make_shared<Lane>();
  std::size_t abandoned_ = 0;  // guarded by the mutex of all
};

std::shared_ptr<Address> Address::Of(const std::string& uri) {
  std::lock_guard lock(all().mutex);
  auto& addresses = all().addresses;
  for (auto each = addresses.begin(); each != addresses.end();) {
    each = each->second.expired() ? addresses.erase(each) : std::next(each);
  }
  auto& slot = addresses[uri];
  auto address = slot.lock();
  if (!address) slot = address = std::make_shared<Address>();
  return address;
}

std::optional<Error> Address::Refusal() const {
  std::lock_guard lock(all().mutex);
  const auto in_all = all().abandoned;
  if (abandoned_ < kMaxAbandoned && (abandoned_ == 0 || in_all < kMaxAbandonedInAll))
    return std::nullopt;
  auto error = Error::Internal(
      std::to_string(abandoned_) + " attempts to open this URI (" + std::to_string(in_all) +
      " in this process) were abandoned and are still waiting for a host that does not answer; "
      "another attempt can start when one of them has ended");
  error.code = VIR_ERR_RESOURCE_BUSY;
  return error;
}

// One attempt.
class Attempted final : public Attempt {
 public:
  Attempted(std::shared_ptr<Address> address, const Job& job)
      : address_(std::move(address)), job_(job) {}

  // The lane of the connection's own calls, to which its watches belong.
  const Lane::Pointer& lane() const { return lane_; }

  // Worker thread, before and after the call of libvirt. False: it was abandoned.
  bool Begin() {
    std::lock_guard lock(Address::all().mutex);
    if (lane_->transport()->is_abandoned()) return false;
    tunnel_.emplace();
    running_ = true;
    return true;
  }
  void End() {
    std::lock_guard lock(Address::all().mutex);
    running_ = false;
    if (lane_->transport()->is_abandoned()) Count(-1);
  }

  // Worker thread, once the connection is open.
  void NoteDaemon() {
    const int socket = EventLoop::SocketOf(lane_);
    EventLoop::UseSocket(socket, [this](int fd) {
      lane_->LeadsToDaemon();
      lane_->transport()->SetTunnel(Tunnel::IsBehind(fd) ? tunnel_->Find() : 0);
    });
  }

  // The attempt no longer counts against the limit of its URI, and its socket is shut down, now or
  // as soon as there is one.
  void Abandon() noexcept override {
    std::lock_guard lock(Address::all().mutex);
    if (lane_->transport()->is_abandoned()) return;
    lane_->transport()->Abandon();
    if (!running_) return;
    Count(1);
    Executor::Get().Uncount(job_);
    if (!Tunnel::End(tunnel_->Find())) EventLoop::ShutDown(lane_);
  }

 private:
  void Count(int change) {
    address_->abandoned_ += change;
    Address::all().abandoned += change;
  }

  const std::shared_ptr<Address> address_;
  const Job& job_;
  const Lane::Pointer lane_ = std::make_shared<Lane>(std::make_shared<Transport>());
  std::optional<Tunnel> tunnel_;
  bool running_ = false;
};

Opening::Opening(SymbolBase& symbol, const ConnectionClass& type, std::optional<std::string> uri)
    : symbol_(symbol),
      type_(type),
      uri_(std::move(uri)),
      address_(Address::Of(std::string(type.handles.name) + " " + uri_.value_or(""))),
      attempt_(std::make_shared<Attempted>(address_, *this)) {}

Napi::Value Opening::Start(Environment& environment, std::unique_ptr<Opening> opening) {
  if (const auto error = opening->address_->Refusal()) return Refuse(environment, *error);
  const std::weak_ptr<Attempt> attempt = opening->attempt_;
  const auto lane = opening->address_->lane();
  auto promise = Pending::Start(environment, lane, std::move(opening));
  environment.AddAttempt(promise, attempt);
  return promise;
}

bool Opening::Execute() {
  if (!symbol_.Find()) {
    error_ = Error::Unavailable(symbol_);
    return false;
  }
  // Before the first connection: without the loop it would never have events.
  EventLoop::Start();
  if (!HasDescriptors()) {
    error_ = Error::Internal("too few file descriptors are left to open a connection");
    return false;
  }
  if (!attempt_->Begin()) {
    error_ = Error::Internal("the attempt was abandoned before it started");
    return false;
  }
  const auto& lane = attempt_->lane();
  void* connection;
  {
    const Executor::InLane in_lane(lane);
    connection = Open(uri_ ? uri_->c_str() : nullptr);
  }
  attempt_->End();
  if (!connection) {
    error_ = Error::Take();
    return false;
  }
  lane->connection = {connection, type_.is_alive};
  attempt_->NoteDaemon();
  connection_ = Object::Adopt(type_.handles, connection, lane);
  return true;
}

Napi::Value Opening::Result(Environment& environment) {
  return environment.Wrap(std::move(connection_));
}

}  // namespace libvirt
