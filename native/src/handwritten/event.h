// How an event travels from libvirt's callback to the listener, whatever kind of event it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "generated/handles.h"
#include "libvirt/environment.h"
#include "marshal/packed.h"
#include "marshal/value.h"
#include "runtime/lane.h"
#include "runtime/mailbox.h"
#include "runtime/message.h"

namespace libvirt {

// Where the events of a registration are sent. libvirt owns one until it frees the registration.
struct Route {
  ListenerToken listener;
  Lane::Pointer lane;
};

// ---- What a callback's arguments are until JavaScript takes them --------------------------------

// Keep, on the loop thread, copies an argument: all of them are valid only during the callback.
// Give, on the JS thread, converts the copy.

template <typename T>
Object::Pointer Keep(T* handle, const Lane::Pointer& lane) {
  return Object::Share(kHandleClass<T>, handle, lane);
}
Napi::Value Give(Environment& environment, Object::Pointer& object);

template <typename Number, typename = std::enable_if_t<std::is_integral_v<Number>>>
Number Keep(Number value, const Lane::Pointer&) {
  return value;
}
template <typename Number, typename = std::enable_if_t<std::is_integral_v<Number>>>
Napi::Value Give(Environment& environment, Number value) {
  return ToValue(environment.env(), value);
}

// Null for NULL.
using Text = std::optional<std::string>;
Text Keep(const char* text, const Lane::Pointer&);
Napi::Value Give(Environment& environment, const Text& text);

// A C array whose length is another argument.
struct Parameters {
  virTypedParameterPtr data;
  int length;
};
Packed Keep(Parameters parameters, const Lane::Pointer&);
Napi::Value Give(Environment& environment, const Packed& parameters);

struct GraphicsAddress {
  int family;
  Text node;
  Text service;
};
std::optional<GraphicsAddress> Keep(const virDomainEventGraphicsAddress* address,
                                    const Lane::Pointer&);
Napi::Value Give(Environment& environment, const std::optional<GraphicsAddress>& address);

// Types and names.
using GraphicsSubject = std::vector<std::pair<Text, Text>>;
GraphicsSubject Keep(const virDomainEventGraphicsSubject* subject, const Lane::Pointer&);
Napi::Value Give(Environment& environment, const GraphicsSubject& subject);

// ---- From the callback to the listener ----------------------------------------------------------

template <typename... Values>
class Event final : public Message {
 public:
  Event(std::uint32_t token, std::tuple<Values...> values)
      : token_(token), values_(std::move(values)) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (listener.IsEmpty()) return;
    std::apply(
        [&](auto&... value) {
          listener.Call({static_cast<napi_value>(Give(environment, value))...});
        },
        values_);
  }

  // A consumer that awaits one event at a time could not keep up with many in one turn.
  bool EndsTurn() const override { return true; }

 private:
  const std::uint32_t token_;
  std::tuple<Values...> values_;
};

// Loop thread: copies the arguments and posts the event. No event is lost: without memory the
// process ends, as it would in libvirt itself.
template <typename... Arguments>
void Post(void* opaque, Arguments... arguments) noexcept {
  const auto& route = *static_cast<Route*>(opaque);
  using Kept = Event<decltype(Keep(arguments, route.lane))...>;
  route.listener.mailbox()->Post(
      std::make_unique<Kept>(route.listener.number(), std::tuple{Keep(arguments, route.lane)...}));
}

// A callback of a type that libvirt declares: the connection, the arguments to post, and the route.
template <typename Callback>
struct Receiver;
template <typename Result, typename... Arguments>
struct Receiver<Result (*)(virConnectPtr, Arguments...)> {
  static Result Receive(virConnectPtr, Arguments... arguments) {
    Split(std::tuple{arguments...}, std::make_index_sequence<sizeof...(Arguments) - 1>{});
    return Result();
  }

 private:
  template <std::size_t... index>
  static void Split(const std::tuple<Arguments...>& arguments, std::index_sequence<index...>) {
    Post(std::get<sizeof...(index)>(arguments), std::get<index>(arguments)...);
  }
};

// Any thread, inside libvirt's locks. libvirt is about to drop its reference to the connection, and
// has done so by the time the loop's thread deletes the route; then the environment forgets the
// listener.
void FreeRoute(void* route) noexcept;

}  // namespace libvirt
