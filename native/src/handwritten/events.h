#pragma once

#include "call/table.h"

namespace libvirt {

// vir...EventRegisterAny and vir...EventDeregisterAny, by what the events are of.
extern const Invoker kDomainEventRegister;
extern const Invoker kDomainEventDeregister;
extern const Invoker kNetworkEventRegister;
extern const Invoker kNetworkEventDeregister;
extern const Invoker kNodeDeviceEventRegister;
extern const Invoker kNodeDeviceEventDeregister;
extern const Invoker kSecretEventRegister;
extern const Invoker kSecretEventDeregister;
extern const Invoker kStoragePoolEventRegister;
extern const Invoker kStoragePoolEventDeregister;

}  // namespace libvirt
