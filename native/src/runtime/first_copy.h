#pragma once

#include <napi.h>

namespace libvirt {

// libvirt accepts one event loop for the process, so one copy of this addon serves all: the one
// that the process loaded first. What is loaded tells which that is, and nothing that could be
// inherited by child processes.
//
// JS thread. Has the first copy register itself instead of this one, and returns its exports. Null
// if this is the first. Throws a sentence that says what to do if the first is of another version.
napi_value RegisterFirstCopy(Napi::Env env, napi_value exports);

}  // namespace libvirt
