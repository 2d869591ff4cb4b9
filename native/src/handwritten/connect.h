#pragma once

#include "call/table.h"

namespace libvirt {

// virConnectOpen, virConnectOpenReadOnly and virConnectOpenAuth.
extern const Invoker kOpen;
extern const Invoker kOpenReadOnly;
extern const Invoker kOpenAuth;

}  // namespace libvirt
