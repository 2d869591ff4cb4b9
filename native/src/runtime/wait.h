#pragma once

namespace libvirt {

// What a call may wait for at a daemon: only the daemon itself, a guest that does not answer, or
// minutes of work.
enum class Wait { kShort, kGuest, kLong };

}  // namespace libvirt
