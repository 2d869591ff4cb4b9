// How an event is registered with libvirt, and how that ends, whatever kind of event it is.
#pragma once

#include <functional>
#include <memory>

#include "call/pending.h"
#include "call/table.h"
#include "handwritten/event.h"
#include "marshal/argument.h"

namespace libvirt {

using DeregisterSymbol = Symbol<int(virConnectPtr, int)>;

// Calls libvirt's function for a connection, with the route as the opaque argument, and returns
// what that returns. Worker thread.
using RegisterCall = std::function<int(virConnectPtr, Route*, virFreeCallback)>;

// Begins a registration. The arguments to come are those that JavaScript calls back: the listener,
// and a function for the end. JS thread.
Napi::Value StartRegistration(Environment& environment, SymbolBase& symbol,
                              DeregisterSymbol& deregister, Object::Pointer connection,
                              Arguments& arguments, RegisterCall call);

// Begins the end of one. JS thread.
Napi::Value EndRegistration(Environment& environment, const Function& function,
                            DeregisterSymbol& deregister, const Napi::CallbackInfo& info);

// The function of a table that ends registrations.
template <DeregisterSymbol& deregister>
constexpr Invoker Deregister() {
  return [](Environment& environment, const Function& function, const Napi::CallbackInfo& info) {
    return EndRegistration(environment, function, deregister, info);
  };
}

}  // namespace libvirt
