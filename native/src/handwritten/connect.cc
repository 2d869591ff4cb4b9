#include "handwritten/connect.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "call/pending.h"
#include "generated/handles.h"
#include "handwritten/authentication.h"
#include "libvirt/event_loop.h"
#include "libvirt/transport.h"
#include "libvirt/tunnel.h"
#include "marshal/argument.h"

namespace libvirt {

namespace {

// How many abandoned attempts may still wait inside libvirt, per URI and in all. Each occupies a
// thread, which no signal can interrupt in a name look-up or a handshake.
constexpr std::size_t kMaxAbandoned = 64;
constexpr std::size_t kMaxAbandonedInAll = 512;

// A URI to which connections are opened. Attempts to open one URI share a lane: a host that hangs
// occupies few threads, and none that another host needs.
class Address {
 public:
  static std::shared_ptr<Address> Of(const std::string& uri);

  const Lane::Pointer& lane() const { return lane_; }

  // Why no further attempt may start now.
  std::optional<Error> Refusal() const;

 private:
  friend class Opening;

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
class Opening final : public Attempt {
 public:
  Opening(std::shared_ptr<Address> address, const Job& job)
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

class Open final : public Pending {
 public:
  enum class Mode { kReadWrite, kReadOnly, kWithAuth };

  Open(SymbolBase& symbol, Mode mode, std::shared_ptr<Address> address,
       std::optional<std::string> uri, std::unique_ptr<Authentication> authentication,
       unsigned int flags)
      : symbol_(symbol),
        mode_(mode),
        uri_(std::move(uri)),
        authentication_(std::move(authentication)),
        flags_(flags),
        opening_(std::make_shared<Opening>(std::move(address), *this)) {}

  const std::shared_ptr<Opening>& opening() const { return opening_; }

 private:
  bool Execute() override {
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
    if (!opening_->Begin()) {
      error_ = Error::Internal("the attempt was abandoned before it started");
      return false;
    }
    virConnectPtr connection = Call(uri_ ? uri_->c_str() : nullptr);
    opening_->End();
    if (!connection) {
      error_ = Error::Take();
      return false;
    }
    const auto& lane = opening_->lane();
    lane->connection = connection;
    opening_->NoteDaemon();
    connection_ = Object::Adopt(kHandleClass<virConnect>, connection, lane);
    return true;
  }

  virConnectPtr Call(const char* uri) {
    const Executor::InLane in_lane(opening_->lane());
    switch (mode_) {
      case Mode::kReadWrite:
        return symbols::virConnectOpen(uri);
      case Mode::kReadOnly:
        return symbols::virConnectOpenReadOnly(uri);
      case Mode::kWithAuth:
        return symbols::virConnectOpenAuth(
            uri, authentication_ ? authentication_->ForLibvirt() : nullptr, flags_);
    }
    return nullptr;
  }

  Napi::Value Result(Environment& environment) override {
    return environment.Wrap(std::move(connection_));
  }

  SymbolBase& symbol_;
  const Mode mode_;
  const std::optional<std::string> uri_;
  const std::unique_ptr<Authentication> authentication_;
  const unsigned int flags_;
  const std::shared_ptr<Opening> opening_;
  Object::Pointer connection_;
};

template <Open::Mode mode>
Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  const auto name = arguments.Next();
  std::optional<std::string> uri;
  if (!name.IsNullish()) uri = name.ReadString();
  std::unique_ptr<Authentication> authentication;
  unsigned int flags = 0;
  if constexpr (mode == Open::Mode::kWithAuth) {
    authentication = Authentication::Read(environment, arguments.Next());
    flags = arguments.Next().ReadFlags();
  }
  const auto address = Address::Of(uri.value_or(""));
  if (const auto error = address->Refusal()) return Pending::Refuse(environment, *error);
  auto open = std::make_unique<Open>(function.symbol, mode, address, std::move(uri),
                                     std::move(authentication), flags);
  const std::weak_ptr<Attempt> attempt = open->opening();
  auto promise = Pending::Start(environment, address->lane(), std::move(open));
  environment.AddAttempt(promise, attempt);
  return promise;
}

}  // namespace

const Invoker kOpen = Start<Open::Mode::kReadWrite>;
const Invoker kOpenReadOnly = Start<Open::Mode::kReadOnly>;
const Invoker kOpenAuth = Start<Open::Mode::kWithAuth>;

}  // namespace libvirt
