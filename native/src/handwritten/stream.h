#pragma once

#include "call/table.h"

namespace libvirt {

// A stream has a lane of its own: its calls may wait for a guest that sends nothing, and libvirt
// crashes if one of them is in flight while the stream is finished or aborted.
extern const Invoker kStreamNew;
extern const Invoker kStreamSend;
extern const Invoker kStreamRecv;
extern const Invoker kStreamRecvFlags;
extern const Invoker kStreamFinish;
extern const Invoker kStreamAbort;
extern const Invoker kStreamEventAddCallback;
extern const Invoker kStreamEventUpdateCallback;
extern const Invoker kStreamEventRemoveCallback;

}  // namespace libvirt
