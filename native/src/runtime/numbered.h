#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace libvirt {

// Values that a C callback finds by a number instead of a pointer. Whether and when libvirt frees
// the opaque pointer of a callback depends on the driver and the release, so the pointer must not
// own anything. Any thread.
template <typename T>
class Numbered {
 public:
  // The number, as a C callback takes it.
  using Opaque = void*;

  Opaque Add(T value) {
    std::lock_guard lock(mutex_);
    const auto opaque = reinterpret_cast<Opaque>(++last_);
    values_.emplace(opaque, std::move(value));
    return opaque;
  }

  // Empty if there is no such value any more.
  T Find(Opaque opaque) {
    std::lock_guard lock(mutex_);
    const auto found = values_.find(opaque);
    return found == values_.end() ? T{} : found->second;
  }

  T Remove(Opaque opaque) {
    std::lock_guard lock(mutex_);
    const auto found = values_.find(opaque);
    if (found == values_.end()) return {};
    auto value = std::move(found->second);
    values_.erase(found);
    return value;
  }

 private:
  std::mutex mutex_;
  std::uintptr_t last_ = 0;
  std::unordered_map<Opaque, T> values_;
};

}  // namespace libvirt
