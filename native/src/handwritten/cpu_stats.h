#pragma once

#include "runtime/table.h"

namespace libvirt {

// virDomainGetCPUStats.
extern const Invoker kDomainGetCPUStats;

}  // namespace libvirt
