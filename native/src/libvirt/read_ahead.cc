#include "libvirt/read_ahead.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

namespace libvirt {

namespace {

// In addition to what a reader takes at once, so that it finds more when it returns.
constexpr std::size_t kMaxBytes = 4 << 20;
// The largest message of a stream, with its header.
constexpr int kMaxMessage = (256 << 10) + 64;

}  // namespace

bool ReadAhead::SetStreamIdle(bool idle) {
  idle_streams_ += idle ? 1 : -1;
  return idle_streams_ == 0 && Restart();
}

bool ReadAhead::Restart() {
  bytes_ = 0;
  return std::exchange(paused_, false);
}

bool ReadAhead::MayRead(int socket, Time now) {
  if (idle_streams_ == 0) return true;
  if (bytes_ >= kMaxBytes && now - last_read_ < max_pause_) {
    paused_ = true;
    return false;
  }
  int available = 0;
  ioctl(socket, FIONREAD, &available);
  // libvirt reads one message at a time.
  bytes_ += std::clamp<int>(available, 0, kMaxMessage);
  last_read_ = now;
  return true;
}

}  // namespace libvirt
