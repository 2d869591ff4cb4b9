// How the end of a connection is reported, whatever kind of connection it is.
#pragma once

#include "call/table.h"
#include "libvirt/object.h"

namespace libvirt {

// libvirt's functions for a kind of connection. Worker thread.
struct CloseCallback {
  const HandleClass& type;
  // Registers a callback that calls ReportClose with `opaque`. Negative: it failed, with an error
  // to take.
  int (*register_callback)(void* connection, void* opaque);
  void (*unregister_callback)(void* connection);
};

// Any thread, inside libvirt's locks. Only the first report of a registration counts.
void ReportClose(int reason, void* opaque);

// Starts a registration, which ends with the connection. The second argument is the listener. JS
// thread.
Napi::Value RegisterCloseCallback(Environment& environment, const Function& function,
                                  const CloseCallback& calls, const Napi::CallbackInfo& info);

// virConnectRegisterCloseCallback.
extern const Invoker kRegisterCloseCallback;

}  // namespace libvirt
