#pragma once

#include "call/table.h"

namespace libvirt {

// virDomainGetCPUStats.
extern const Invoker kDomainGetCPUStats;

}  // namespace libvirt
