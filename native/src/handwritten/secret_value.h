#pragma once

#include "call/table.h"

namespace libvirt {

// virSecretGetValue.
extern const Invoker kSecretGetValue;

}  // namespace libvirt
