// How events are registered with libvirt and deregistered, whatever kind of event it is.
#pragma once

#include <functional>
#include <memory>

#include "call/pending.h"
#include "call/table.h"
#include "handwritten/event.h"
#include "marshal/argument.h"

namespace libvirt {

using DeregisterSymbol = Symbol<int(virConnectPtr, int)>;

// Calls libvirt's function for a connection, with the route as the opaque argument, and returns its
// result. Worker thread.
using RegisterCall = std::function<int(virConnectPtr, Route*, virFreeCallback)>;

// Starts a registration. The remaining arguments are functions of JavaScript: the listener, and one
// to call once the listener is not called any more. JS thread.
Napi::Value StartRegistration(Environment& environment, SymbolBase& symbol,
                              DeregisterSymbol& deregister, Object::Pointer connection,
                              Arguments& arguments, RegisterCall call);

// Starts to end a registration. JS thread.
Napi::Value EndRegistration(Environment& environment, const Function& function,
                            DeregisterSymbol& deregister, const Napi::CallbackInfo& info);

// The invoker of a deregistering function.
template <DeregisterSymbol& deregister>
constexpr Invoker Deregister() {
  return [](Environment& environment, const Function& function, const Napi::CallbackInfo& info) {
    return EndRegistration(environment, function, deregister, info);
  };
}

}  // namespace libvirt
