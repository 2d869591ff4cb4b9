#include "manual/connect.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "generated/handles.h"
#include "manual/authentication.h"
#include "marshal/argument.h"
#include "runtime/event_loop.h"
#include "runtime/pending.h"

namespace libvirt {

namespace {

// Attempts to open one URI share a lane: a host that hangs holds few threads, and those of no
// other host.
Lane::Pointer OpeningLane(const std::string& uri) {
  static auto& mutex = *new std::mutex;
  static auto& lanes = *new std::map<std::string, std::weak_ptr<Lane>>;
  std::lock_guard lock(mutex);
  for (auto each = lanes.begin(); each != lanes.end();) {
    each = each->second.expired() ? lanes.erase(each) : std::next(each);
  }
  auto& slot = lanes[uri];
  auto lane = slot.lock();
  if (!lane) slot = lane = std::make_shared<Lane>();
  return lane;
}

class Open final : public Pending {
 public:
  enum class Mode { kReadWrite, kReadOnly, kWithAuth };

  Open(SymbolBase& symbol, Mode mode, std::optional<std::string> uri,
       std::unique_ptr<Authentication> authentication, unsigned int flags)
      : symbol_(symbol),
        mode_(mode),
        uri_(std::move(uri)),
        authentication_(std::move(authentication)),
        flags_(flags) {}

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    // Before the first connection: one opened earlier would never have events.
    EventLoop::Start();
    // What the connection watches belongs to the lane of its own calls.
    auto lane = std::make_shared<Lane>();
    virConnectPtr connection = Call(uri_ ? uri_->c_str() : nullptr, lane);
    if (!connection) {
      error_ = Error::Take();
      return false;
    }
    lane->connection = connection;
    connection_ = Object::Adopt(kHandleClass<virConnect>, connection, std::move(lane));
    return true;
  }

  virConnectPtr Call(const char* uri, const Lane::Pointer& lane) {
    const Executor::InLane in_lane(lane);
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
  const auto lane = OpeningLane(uri.value_or(""));
  return Pending::Start(environment, lane,
                        std::make_unique<Open>(function.symbol, mode, std::move(uri),
                                               std::move(authentication), flags));
}

}  // namespace

const Invoker kOpen = Start<Open::Mode::kReadWrite>;
const Invoker kOpenReadOnly = Start<Open::Mode::kReadOnly>;
const Invoker kOpenAuth = Start<Open::Mode::kWithAuth>;

}  // namespace libvirt
