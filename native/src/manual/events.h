#pragma once

#include "runtime/table.h"

namespace libvirt {

// virConnectDomainEventRegisterAny and virConnectDomainEventDeregisterAny.
extern const Invoker kDomainEventRegister;
extern const Invoker kDomainEventDeregister;

}  // namespace libvirt
