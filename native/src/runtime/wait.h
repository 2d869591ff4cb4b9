#pragma once

namespace libvirt {

// What a call may have to wait for at a daemon: for nothing, for a guest that does not answer, or
// for minutes although nothing is wrong.
enum class Wait { kShort, kGuest, kLong };

}  // namespace libvirt
