#include "libvirt/hold_back.h"

#include <algorithm>
#include <utility>

namespace libvirt {

bool HoldBack::IsBusy(const Watch& watch) { return watch.lane && watch.lane->in_flight() > 1; }

void HoldBack::Add(const Watch::Pointer& watch, Time until) {
  watch->resume_at = until;
  if (!std::exchange(watch->listed, true)) watches_.push_back(watch);
}

void HoldBack::Remove(const Watch::Pointer& watch) {
  if (!std::exchange(watch->listed, false)) return;
  watches_.erase(std::find(watches_.begin(), watches_.end(), watch));
}

bool HoldBack::Release(const Lane::Pointer& connection, Time now) {
  bool released = false;
  for (const auto& watch : watches_) {
    if (watch->lane != connection || watch->resume_at == Time::max()) continue;
    watch->resume_at = now;
    released = true;
  }
  return released;
}

HoldBack::Time HoldBack::Next() const {
  auto next = Time::max();
  for (const auto& watch : watches_) next = std::min(next, watch->resume_at);
  return next;
}

}  // namespace libvirt
