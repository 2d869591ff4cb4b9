#pragma once

#include "runtime/table.h"

namespace libvirt {

// virConnectRegisterCloseCallback. The registration ends with the connection.
extern const Invoker kRegisterCloseCallback;

}  // namespace libvirt
