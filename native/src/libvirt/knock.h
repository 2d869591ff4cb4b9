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

  enum class Answer {
    kImpossible,  // the socket leads to no daemon that can be reached at the name of its socket
    kAwaited,
    kReceived,
  };

  // Sends a ping to the daemon that a socket is connected to, unless one is under way, and returns
  // whether it was answered. Never waits.
  Answer Try(int socket);

  void End();

 private:
  bool Begin(int socket);

  int fd_ = -1;
};

}  // namespace libvirt
