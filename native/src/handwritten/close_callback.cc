#include "handwritten/close_callback.h"

#include <cstdint>
#include <functional>
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

// Any thread, inside libvirt's locks.
void OnClose(virConnectPtr, int reason, void* opaque) {
  if (const auto route = Routes().Find(opaque)) route->Close(reason);
}

class Register final : public Pending {
 public:
  Register(SymbolBase& symbol, Object::Pointer connection, std::shared_ptr<Route> route)
      : symbol_(symbol), connection_(std::move(connection)), id_(Routes().Add(std::move(route))) {}

  ~Register() override {
    if (!kept_) Routes().Remove(id_);
  }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    // libvirt holds a reference of its own until then.
    std::function<void(void*)> unregister = [id = id_](void* connection) {
      symbols::virConnectUnregisterCloseCallback(static_cast<virConnectPtr>(connection), OnClose);
      Routes().Remove(id);
    };
    const auto connection = static_cast<virConnectPtr>(connection_->get());
    if (symbols::virConnectRegisterCloseCallback(connection, OnClose, id_, [](void*) {}) >= 0) {
      connection_->BeforeRelease(std::move(unregister));
      kept_ = true;
      return true;
    }
    error_ = Error::Take();
    // If the connection was lost before, libvirt does not report it.
    if (!symbols::virConnectIsAlive.Find() || symbols::virConnectIsAlive(connection) != 0) {
      return false;
    }
    OnClose(connection, VIR_CONNECT_CLOSE_REASON_ERROR, id_);
    return true;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  SymbolBase& symbol_;
  const Object::Pointer connection_;
  const RouteTable::Opaque id_;
  bool kept_ = false;
};

Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto lane = connection->lane();
  ListenerToken listener(environment, arguments.Next().ReadFunction());
  auto route = std::make_shared<Route>(std::move(listener), lane);
  return Pending::Start(
      environment, lane,
      std::make_unique<Register>(function.symbol, std::move(connection), std::move(route)));
}

}  // namespace

const Invoker kRegisterCloseCallback = Start;

}  // namespace libvirt
