#pragma once

#include "call/table.h"

namespace libvirt {

// virConnectSetKeepAlive.
extern const Invoker kSetKeepAlive;

}  // namespace libvirt
