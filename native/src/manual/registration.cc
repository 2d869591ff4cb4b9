#include "manual/registration.h"

#include <utility>

namespace libvirt {

namespace {

class RegisterPending final : public Pending {
 public:
  RegisterPending(SymbolBase& symbol, DeregisterSymbol& deregister, Object::Pointer connection,
                  RegisterCall call, std::unique_ptr<Route> route)
      : symbol_(symbol),
        deregister_(deregister),
        connection_(std::move(connection)),
        call_(std::move(call)),
        route_(std::move(route)) {}

  // A call made after the registration must not run before it: its events would be lost.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      EndRoute(route_.release());
      return false;
    }
    callback_id_ = call_(static_cast<virConnectPtr>(connection_->get()), route_.get(), FreeRoute);
    if (callback_id_ < 0) {
      error_ = Error::Take();
      // libvirt frees only what it has accepted.
      EndRoute(route_.release());
      return false;
    }
    route_.release();
    return true;
  }

  Napi::Value Result(Environment& environment) override {
    environment.AddRegistration(Registered());
    return Napi::Number::New(environment.env(), callback_id_);
  }

  void Undo() override { Registered().End(); }

  Registration Registered() { return {std::move(connection_), &deregister_, callback_id_}; }

  SymbolBase& symbol_;
  DeregisterSymbol& deregister_;
  Object::Pointer connection_;
  const RegisterCall call_;
  std::unique_ptr<Route> route_;
  int callback_id_ = -1;
};

class DeregisterPending final : public Pending {
 public:
  explicit DeregisterPending(Registration registration) : registration_(std::move(registration)) {}

  // libvirt refuses a second registration for the same events as long as there is a first.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (!registration_.deregister->Find()) {
      error_ = Error::Unavailable(*registration_.deregister);
      return false;
    }
    if (registration_.End()) return true;
    error_ = Error::Take();
    return false;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  const Registration registration_;
};

}  // namespace

Napi::Value StartRegistration(Environment& environment, SymbolBase& symbol,
                              DeregisterSymbol& deregister, Object::Pointer connection,
                              Arguments& arguments, RegisterCall call) {
  const auto lane = connection->lane();
  const auto listener = arguments.Next().ReadFunction();
  const auto token = environment.AddListener(listener, arguments.Next().ReadFunction());
  auto route = std::make_unique<Route>(Route{environment.mailbox(), token, lane});
  return Pending::Start(environment, lane,
                        std::make_unique<RegisterPending>(symbol, deregister, std::move(connection),
                                                          std::move(call), std::move(route)));
}

Napi::Value EndRegistration(Environment& environment, const Function& function,
                            DeregisterSymbol& deregister, const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const int callback_id = arguments.Next().ReadInteger<int>();
  const auto lane = connection->lane();
  Registration registration{std::move(connection), &deregister, callback_id};
  environment.RemoveRegistration(registration);
  return Pending::Start(environment, lane,
                        std::make_unique<DeregisterPending>(std::move(registration)));
}

}  // namespace libvirt
