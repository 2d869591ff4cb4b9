#pragma once

#include "call/table.h"

namespace libvirt {

// virConnectRegisterCloseCallback. The registration ends with the connection.
extern const Invoker kRegisterCloseCallback;

}  // namespace libvirt
