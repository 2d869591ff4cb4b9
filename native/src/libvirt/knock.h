#pragma once

namespace libvirt {

// Asks whether a daemon answers on its UNIX socket, over another connection than the one in doubt.
// One thread at a time.
class Knock {
 public:
  Knock() = default;
  Knock(const Knock&) = delete;
  Knock& operator=(const Knock&) = delete;
  ~Knock() { End(); }

  // Whether a socket leads to one with a name.
  static bool IsPossible(int socket);

  // Sends a ping to the daemon that a socket is connected to, unless one is under way, and returns
  // whether it was answered. Never waits. Always false where a socket leads to no such daemon.
  bool IsAnswered(int socket);

  void End();

 private:
  void Begin(int socket);

  int fd_ = -1;
};

}  // namespace libvirt
