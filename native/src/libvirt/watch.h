#pragma once

#include <chrono>
#include <memory>

#include "generated/declarations.h"
#include "runtime/lane.h"

namespace libvirt {

// What libvirt hands over with a callback, and how it wants that freed.
struct Callback {
  void* opaque;
  virFreeCallback free;
};

// A file descriptor that libvirt has the event loop watch. Everything that is not const is guarded
// by the event loop's mutex.
struct Watch {
  using Pointer = std::shared_ptr<Watch>;
  using Time = std::chrono::steady_clock::time_point;

  const int id;
  const int fd;
  const virEventHandleCallback callback;
  const Callback data;
  // The lane whose call added the watch; null for none.
  const Lane::Pointer lane;

  int wanted;  // events that libvirt asked for
  int active;  // events that are watched now; fewer than wanted while held back
  bool removed = false;

  // HoldBack's own.
  Time resume_at = Time::max();  // max(): not held back
  bool listed = false;

  // Null for a watch that belongs to no connection.
  Transport* transport() const { return lane ? lane->transport() : nullptr; }
};

}  // namespace libvirt
