#include "handwritten/close_callback.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "call/pending.h"
#include "generated/handles.h"
#include "libvirt/transport.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/numbered.h"

namespace libvirt {

namespace {

class Closed final : public Message {
 public:
  explicit Closed(std::uint32_t listener) : listener_(listener) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(listener_);
    if (!listener.IsEmpty()) listener.Call({ToValue(environment.env(), reason)});
  }

  int reason = 0;

 private:
  const std::uint32_t listener_;
};

// Reports that a connection has ended, which happens once: the message is allocated in advance.
class Route {
 public:
  Route(ListenerToken listener, Lane::Pointer lane)
      : listener_(std::move(listener)),
        lane_(std::move(lane)),
        closed_(std::make_unique<Closed>(listener_.number())) {}

  // Any thread.
  void Close(int reason) {
    std::unique_ptr<Closed> closed;
    {
      std::lock_guard lock(mutex_);
      closed = std::move(closed_);
    }
    if (!closed) return;
    // libvirt only sees that its socket has ended.
    closed->reason =
        lane_->transport()->is_silent() ? int{VIR_CONNECT_CLOSE_REASON_KEEPALIVE} : reason;
    listener_.mailbox()->Post(std::move(closed));
  }

 private:
  const ListenerToken listener_;
  const Lane::Pointer lane_;
  std::mutex mutex_;
  std::unique_ptr<Closed> closed_;
};

using RouteTable = Numbered<std::shared_ptr<Route>>;

RouteTable& Routes() {
  static auto& instance = *new RouteTable;
  return instance;
}

class Register final : public Pending {
 public:
  Register(SymbolBase& symbol, const CloseCallback& calls, Object::Pointer connection,
           std::shared_ptr<Route> route)
      : symbol_(symbol),
        calls_(calls),
        connection_(std::move(connection)),
        id_(Routes().Add(std::move(route))) {}

  ~Register() override {
    if (!kept_) Routes().Remove(id_);
  }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    kept_ = calls_.register_callback(connection_->get(), id_) >= 0;
    if (kept_) {
      // libvirt holds a reference of its own until then.
      connection_->BeforeRelease([id = id_, unregister = calls_.unregister_callback](void* handle) {
        unregister(handle);
        Routes().Remove(id);
      });
    } else {
      error_ = Error::Take();
    }
    // If the connection was lost before, libvirt does not report it.
    if (connection_->lane()->connection.is_alive(connection_->get()) != 0) return kept_;
    ReportClose(VIR_CONNECT_CLOSE_REASON_ERROR, id_);
    return true;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  SymbolBase& symbol_;
  const CloseCallback& calls_;
  const Object::Pointer connection_;
  const RouteTable::Opaque id_;
  bool kept_ = false;
};

void OnClose(virConnectPtr, int reason, void* opaque) { ReportClose(reason, opaque); }

constexpr CloseCallback kConnect{
    kHandleClass<virConnect>,
    [](void* connection, void* opaque) {
      return symbols::virConnectRegisterCloseCallback(static_cast<virConnectPtr>(connection),
                                                      OnClose, opaque, [](void*) {});
    },
    [](void* connection) {
      symbols::virConnectUnregisterCloseCallback(static_cast<virConnectPtr>(connection), OnClose);
    }};

}  // namespace

void ReportClose(int reason, void* opaque) {
  if (const auto route = Routes().Find(opaque)) route->Close(reason);
}

Napi::Value RegisterCloseCallback(Environment& environment, const Function& function,
                                  const CloseCallback& calls, const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(calls.type);
  const auto lane = connection->lane();
  ListenerToken listener(environment, arguments.Next().ReadFunction());
  auto route = std::make_shared<Route>(std::move(listener), lane);
  return Pending::Start(
      environment, lane,
      std::make_unique<Register>(function.symbol, calls, std::move(connection), std::move(route)));
}

const Invoker kRegisterCloseCallback = [](Environment& environment, const Function& function,
                                          const Napi::CallbackInfo& info) {
  return RegisterCloseCallback(environment, function, kConnect, info);
};

}  // namespace libvirt
