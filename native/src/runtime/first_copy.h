#pragma once

#include <napi.h>

namespace libvirt {

// libvirt accepts one event loop for the process, so one copy of this addon serves all: the one
// that the process loaded first. The list of loaded objects shows which one that is; an environment
// variable would be inherited by child processes.
//
// JS thread. Registers the first copy instead of this one, and returns its exports. Null if this is
// the first. If the first is of another version, throws an error that says what to do.
napi_value RegisterFirstCopy(Napi::Env env, napi_value exports);

}  // namespace libvirt
