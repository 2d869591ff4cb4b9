#include "manual/events.h"

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/event_loop.h"
#include "runtime/pending.h"

namespace libvirt {

namespace {

// Where a registration's events go. libvirt holds one until it frees the registration.
struct Route {
  std::shared_ptr<Mailbox> mailbox;
  std::uint32_t token;
  Lane::Pointer lane;
};

// ---- What a callback's arguments are until JavaScript takes them --------------------------------

// Loop thread: libvirt lends its handles for the time of the callback only.
template <typename T>
Object::Pointer Keep(T* handle, const Lane::Pointer& lane) {
  return Object::Share(kHandleClass<T>, handle, lane);
}
int Keep(int value, const Lane::Pointer&) { return value; }

Napi::Value Give(Environment& environment, Object::Pointer& object) {
  return object ? environment.Wrap(std::move(object)) : environment.env().Null();
}
Napi::Value Give(Environment& environment, int value) { return ToValue(environment.env(), value); }

template <typename... Values>
class Event final : public Message {
 public:
  Event(std::uint32_t token, Values... values) : token_(token), values_(std::move(values)...) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (listener.IsEmpty()) return;
    std::apply(
        [&](auto&... value) {
          listener.Call({static_cast<napi_value>(Give(environment, value))...});
        },
        values_);
  }

 private:
  const std::uint32_t token_;
  std::tuple<Values...> values_;
};

// Loop thread: takes what libvirt lends and hands it on.
template <typename... Arguments>
void Post(void* opaque, Arguments... arguments) {
  const auto& route = *static_cast<Route*>(opaque);
  auto make = [&](auto... kept) -> std::unique_ptr<Message> {
    return std::make_unique<Event<decltype(kept)...>>(route.token, std::move(kept)...);
  };
  auto message = make(Keep(arguments, route.lane)...);
  route.mailbox->Post(message);
}

// After this no event of the registration comes any more.
class Freed final : public Message {
 public:
  explicit Freed(std::uint32_t token) : token_(token) {}
  void Deliver(Environment& environment) override { environment.EndListener(token_); }

 private:
  const std::uint32_t token_;
};

// Loop thread.
void EndRoute(void* opaque) {
  std::unique_ptr<Route> route(static_cast<Route*>(opaque));
  std::unique_ptr<Message> message = std::make_unique<Freed>(route->token);
  route->mailbox->Post(message);
}

// Any thread, inside libvirt's locks: libvirt is about to let go of the connection, and has done so
// when the loop's thread comes to it.
void FreeRoute(void* opaque) { EventLoop::Defer(EndRoute, opaque); }

// ---- Callbacks, by the event's number -----------------------------------------------------------

using GenericCallback = virConnectDomainEventGenericCallback;

// libvirt casts it back to the type that goes with the event.
template <typename Callback>
GenericCallback Generic(Callback callback) {
  return reinterpret_cast<GenericCallback>(reinterpret_cast<void (*)()>(callback));
}

int OnLifecycle(virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) {
  Post(opaque, domain, event, detail);
  return 0;
}

GenericCallback DomainCallback(int event) {
  switch (event) {
    case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
      return Generic<virConnectDomainEventCallback>(OnLifecycle);
    default:
      return nullptr;
  }
}

// ---- Registrations ------------------------------------------------------------------------------

class Register final : public Pending {
 public:
  Register(SymbolBase& symbol, Object::Pointer connection, Object::Pointer domain, int event,
           GenericCallback callback, std::unique_ptr<Route> route)
      : symbol_(symbol),
        connection_(std::move(connection)),
        domain_(std::move(domain)),
        event_(event),
        callback_(callback),
        route_(std::move(route)) {}

  // A call made after the registration must not run before it: its events would be lost.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    callback_id_ = symbols::virConnectDomainEventRegisterAny(
        static_cast<virConnectPtr>(connection_->get()),
        domain_ ? static_cast<virDomainPtr>(domain_->get()) : nullptr, event_, callback_,
        route_.get(), FreeRoute);
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

  Registration Registered() {
    return {std::move(connection_), &symbols::virConnectDomainEventDeregisterAny, callback_id_};
  }

  SymbolBase& symbol_;
  Object::Pointer connection_;
  const Object::Pointer domain_;
  const int event_;
  const GenericCallback callback_;
  std::unique_ptr<Route> route_;
  int callback_id_ = -1;
};

class Deregister final : public Pending {
 public:
  explicit Deregister(Registration registration) : registration_(std::move(registration)) {}

  // libvirt refuses a second registration for the same events as long as there is a first.
  bool IsExclusive() const override { return true; }

 private:
  bool Execute() override {
    if (registration_.End()) return true;
    error_ = Error::Take();
    return false;
  }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  Registration registration_;
};

Napi::Value RegisterDomainEvent(Environment& environment, const Function& function,
                                const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto lane = connection->lane();
  const auto domain = arguments.Next();
  auto only = domain.IsNullish() ? nullptr : domain.ReadHandle(kHandleClass<virDomain>);
  const auto event_id = arguments.Next();
  const int event = event_id.ReadInteger<int>();
  const auto callback = DomainCallback(event);
  if (!callback) event_id.RangeError("must be a domain event that this release knows");
  const auto listener = arguments.Next().ReadFunction();
  const auto token = environment.AddListener(listener, arguments.Next().ReadFunction());
  return Pending::Start(
      environment, lane,
      std::make_unique<Register>(
          function.symbol, std::move(connection), std::move(only), event, callback,
          std::make_unique<Route>(Route{environment.mailbox(), token, lane})));
}

Napi::Value DeregisterDomainEvent(Environment& environment, const Function& function,
                                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const int callback_id = arguments.Next().ReadInteger<int>();
  const auto lane = connection->lane();
  Registration registration{std::move(connection), &symbols::virConnectDomainEventDeregisterAny,
                            callback_id};
  environment.RemoveRegistration(registration);
  return Pending::Start(environment, lane, std::make_unique<Deregister>(std::move(registration)));
}

}  // namespace

const Invoker kDomainEventRegister = RegisterDomainEvent;
const Invoker kDomainEventDeregister = DeregisterDomainEvent;

}  // namespace libvirt
