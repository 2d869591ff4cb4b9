#include "manual/close_callback.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/numbered.h"
#include "runtime/pending.h"

namespace libvirt {

namespace {

struct Route {
  std::shared_ptr<Mailbox> mailbox;
  std::uint32_t token;
  Lane::Pointer lane;
};

Numbered<Route>& Routes() {
  static auto& instance = *new Numbered<Route>;
  return instance;
}

class Closed final : public Message {
 public:
  Closed(std::uint32_t token, int reason) : token_(token), reason_(reason) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (!listener.IsEmpty()) listener.Call({ToValue(environment.env(), reason_)});
  }

 private:
  const std::uint32_t token_;
  const int reason_;
};

class Ended final : public Message {
 public:
  explicit Ended(std::uint32_t token) : token_(token) {}
  void Deliver(Environment& environment) override { environment.EndListener(token_); }

 private:
  const std::uint32_t token_;
};

void Post(const Route& route, std::unique_ptr<Message> message) {
  if (route.mailbox) route.mailbox->Post(message);
}

// Any thread, inside libvirt's locks.
void OnClose(virConnectPtr, int reason, void* opaque) {
  const auto route = Routes().Find(opaque);
  // libvirt only sees that its socket has ended.
  if (route.lane && route.lane->is_silent()) reason = VIR_CONNECT_CLOSE_REASON_KEEPALIVE;
  Post(route, std::make_unique<Closed>(route.token, reason));
}

void Forget(Numbered<Route>::Opaque id) {
  const auto route = Routes().Remove(id);
  Post(route, std::make_unique<Ended>(route.token));
}

class Register final : public Pending {
 public:
  Register(SymbolBase& symbol, Object::Pointer connection, Route route)
      : symbol_(symbol), connection_(std::move(connection)), id_(Routes().Add(std::move(route))) {}

 private:
  bool Execute() override {
    const auto connection = static_cast<virConnectPtr>(connection_->get());
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
    } else if (symbols::virConnectRegisterCloseCallback(connection, OnClose, id_, [](void*) {}) <
               0) {
      error_ = Error::Take();
      // Lost before it could be asked to, libvirt does not tell of it.
      if (symbols::virConnectIsAlive.Find() && symbols::virConnectIsAlive(connection) == 0) {
        OnClose(connection, VIR_CONNECT_CLOSE_REASON_ERROR, id_);
        Forget(id_);
        return true;
      }
    } else {
      // libvirt holds a reference of its own until then.
      connection_->BeforeRelease([id = id_](void* connection) {
        symbols::virConnectUnregisterCloseCallback(static_cast<virConnectPtr>(connection), OnClose);
        Forget(id);
      });
      return true;
    }
    Forget(id_);
    return false;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  SymbolBase& symbol_;
  const Object::Pointer connection_;
  const Numbered<Route>::Opaque id_;
};

Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto lane = connection->lane();
  const auto token = environment.AddListener(arguments.Next().ReadFunction());
  return Pending::Start(environment, lane,
                        std::make_unique<Register>(function.symbol, std::move(connection),
                                                   Route{environment.mailbox(), token, lane}));
}

}  // namespace

const Invoker kRegisterCloseCallback = Start;

}  // namespace libvirt
