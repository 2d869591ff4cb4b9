#pragma once

#include <sys/types.h>

#include <vector>

namespace libvirt {

// The program through which libvirt reaches a daemon, such as ssh: a child process of the thread
// that opens the connection, at the other end of a pair of sockets.
//
// When such a socket ends, libvirt reads the program's standard error until that ends too, with the
// connection locked. If the network is cut, that may take forever, and block the event loop. So
// instead of shutting the socket down, the program is killed.
class Tunnel {
 public:
  // On the thread that is about to open a connection.
  Tunnel();

  // Any thread, while the connection is being opened: the process, or 0 if there is none yet.
  // Always 0 on systems other than Linux.
  pid_t Find() const noexcept;

  // Whether a socket is one end of a pair.
  static bool IsBehind(int socket);

  // Kills the program of a connection that is open or being opened: libvirt reaps it only when it
  // closes the connection, so the number is not reused. False if there is none.
  static bool End(pid_t program);

 private:
  std::vector<pid_t> Children() const;

  const pid_t thread_;
  const std::vector<pid_t> before_;
};

}  // namespace libvirt
