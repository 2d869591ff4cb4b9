#pragma once

#include "runtime/table.h"

namespace libvirt {

// virConnectSetKeepAlive.
extern const Invoker kSetKeepAlive;

}  // namespace libvirt
