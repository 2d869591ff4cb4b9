#include "handwritten/registration.h"

#include <utility>

namespace libvirt {

namespace {

class RegisterPending final : public Pending {
 public:
  RegisterPending(SymbolBase& symbol, Registration::Pointer registration, RegisterCall call,
                  std::unique_ptr<Route> route)
      : symbol_(symbol),
        registration_(std::move(registration)),
        call_(std::move(call)),
        route_(std::move(route)) {}

  // A later call must not run before the registration: its events would be lost.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
    } else {
      const auto connection = static_cast<virConnectPtr>(registration_->connection()->get());
      const int callback_id = call_(connection, route_.get(), FreeRoute);
      if (callback_id >= 0) {
        route_.release();
        registration_->Begin(callback_id);
        return true;
      }
      error_ = Error::Take();
    }
    // libvirt frees only what it has accepted.
    route_.reset();
    return false;
  }

  Napi::Value Result(Environment& environment) override {
    const auto callback_id = Napi::Number::New(environment.env(), registration_->callback_id());
    environment.AddRegistration(std::move(registration_));
    return callback_id;
  }

  SymbolBase& symbol_;
  Registration::Pointer registration_;
  const RegisterCall call_;
  std::unique_ptr<Route> route_;
};

// If it never runs because its environment has ended, the registration still ends.
class DeregisterPending final : public Pending {
 public:
  DeregisterPending(SymbolBase& symbol, Registration::Pointer registration)
      : symbol_(symbol), registration_(std::move(registration)) {}

  // libvirt refuses a second registration for the same events while there is a first.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    if (registration_->End() >= 0) return true;
    error_ = Error::Take();
    return false;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  SymbolBase& symbol_;
  const Registration::Pointer registration_;
};

}  // namespace

Napi::Value StartRegistration(Environment& environment, SymbolBase& symbol,
                              DeregisterSymbol& deregister, Object::Pointer connection,
                              Arguments& arguments, RegisterCall call) {
  const auto lane = connection->lane();
  const auto listener = arguments.Next().ReadFunction();
  ListenerToken token(environment, listener, arguments.Next().ReadFunction());
  auto route = std::make_unique<Route>(Route{std::move(token), lane});
  Registration::Pointer registration(new Registration(std::move(connection), deregister));
  return Pending::Start(environment, lane,
                        std::make_unique<RegisterPending>(symbol, std::move(registration),
                                                          std::move(call), std::move(route)));
}

Napi::Value EndRegistration(Environment& environment, const Function& function,
                            DeregisterSymbol& deregister, const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const int callback_id = arguments.Next().ReadInteger<int>();
  const auto lane = connection->lane();
  auto registration = environment.TakeRegistration(connection, deregister, callback_id);
  if (!registration) {
    // libvirt refuses an unknown number.
    registration.reset(new Registration(std::move(connection), deregister));
    registration->Begin(callback_id);
  }
  return Pending::Start(
      environment, lane,
      std::make_unique<DeregisterPending>(function.symbol, std::move(registration)));
}

}  // namespace libvirt
