#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "libvirt/watch.h"

namespace libvirt {

// The watches that are switched on again only after a delay.
//
// While several calls are in flight on a connection, one of them reads the socket for all. libvirt
// switches the watch of that socket on and off all the time, and whenever it is on, it only wakes
// the event loop's thread, which then competes for the connection's lock. libvirt's default event
// loop does that, and it costs remote calls most of their speed. So the event loop holds the watch
// of a busy connection back for a moment; mostly libvirt has switched it off again by then.
//
// Has no lock: the event loop's mutex is held around every call, on whichever thread.
class HoldBack {
 public:
  using Time = Watch::Time;

  // A longer delay gains no speed, and delays the events of a busy connection.
  static constexpr auto kDelay = std::chrono::microseconds(200);

  // Whether another call than the one that switches the watch on will read the socket.
  static bool IsBusy(const Watch& watch);

  // Allocates space for as many watches, so that Add needs no memory. Throws std::bad_alloc.
  void Reserve(std::size_t watches) { watches_.reserve(watches); }

  // Holds a watch back until then, also if it is held back already.
  void Add(const Watch::Pointer& watch, Time until);

  // Forgets a watch that libvirt removes.
  void Remove(const Watch::Pointer& watch);

  // Lets the watches of a connection resume at this time. Returns whether there are any.
  bool Release(const Lane::Pointer& connection, Time now);

  // Calls `resume` for every watch whose time has come, and forgets it.
  template <typename Resume>
  void ResumeDue(Time now, Resume resume) {
    auto kept = watches_.begin();
    for (auto& watch : watches_) {
      const bool is_held = watch->resume_at != Time::max();
      if (is_held && watch->resume_at > now) {
        *kept++ = std::move(watch);
        continue;
      }
      watch->listed = false;
      if (is_held) resume(*watch);
    }
    watches_.erase(kept, watches_.end());
  }

  // When the next watch resumes; max() for never.
  Time Next() const;

 private:
  // Each watch at most once. Also those that were switched on meanwhile, until the next ResumeDue.
  std::vector<Watch::Pointer> watches_;
};

}  // namespace libvirt
