#pragma once

#include "runtime/table.h"

namespace libvirt {

// virSecretGetValue.
extern const Invoker kSecretGetValue;

}  // namespace libvirt
